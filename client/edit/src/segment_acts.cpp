#include "laurel/edit/segment_acts.h"

#include "laurel/base/error.h"
#include "laurel/edit/delta_runs.h"
#include "laurel/edit/paint_rules.h"
#include "voxel_runs.h"

#include <algorithm>

namespace laurel {

namespace {

const Segment& segmentAt(const Segmentation& segmentation, std::size_t index) {
    const std::vector<Segment>& segments = segmentation.labels.segments();
    if (index >= segments.size()) {
        throw Error(ErrorCode::InvalidArgument,
                    "there is no segment " + std::to_string(index + 1) + " in the list");
    }
    return segments[index];
}

void requireUnlocked(const Segmentation& segmentation, std::size_t index) {
    if (segmentation.looks[index].locked) {
        throw Error(ErrorCode::InvalidArgument,
                    segmentation.labels.segments()[index].name + " is locked. Unlock it first.");
    }
}

EditStep stepOf(std::string action, std::string detail) {
    EditStep step;
    step.label = {StepKind::Segments, std::move(action), std::move(detail)};
    step.time = std::chrono::system_clock::now();
    return step;
}

/// Calls visit(begin, end) for the segment's runs by offset, ascending.
template <typename Visit>
void forEachRun(const LabelMap& labels, const SegmentCounts& counts, std::size_t index,
                const Visit& visit) {
    const Segment& segment = labels.segments()[index];
    const GridSize& size = labels.geometry().size();
    const std::int64_t inSlice = size.x * size.y;
    for (std::int64_t slice = 0; slice < size.z; ++slice) {
        if (counts.voxels(index, slice) > 0) {
            forEachEqual(labels.layer(segment.layer), slice * inSlice, (slice + 1) * inSlice,
                         [&](std::int64_t begin, std::int64_t end, std::uint16_t value) {
                             if (value == segment.value) {
                                 visit(begin, end);
                             }
                         });
        }
    }
}

void add(DeltaRuns& runs, std::int64_t begin, std::int64_t end, std::uint16_t before,
         std::uint16_t after) {
    runs.addRun(static_cast<std::uint64_t>(begin), static_cast<std::uint32_t>(end - begin), before,
                after);
}

void noteSlices(EditStep& step, const Segmentation& segmentation) {
    for (const std::int64_t slice : step.voxels.slices(segmentation.labels.geometry().size())) {
        const SliceState before = segmentation.slices[static_cast<std::size_t>(slice)];
        if (before != SliceState::InWork) {
            step.slices.push_back({slice, before, SliceState::InWork});
        }
    }
}

/// "Soleus copy", "Soleus copy 2", ...
std::string freeName(const LabelMap& labels, const std::string& name) {
    std::string found = name + " copy";
    for (int number = 2; labels.findByName(found) != nullptr; ++number) {
        found = name + " copy " + std::to_string(number);
    }
    return found;
}

bool isFree(const LabelMap& labels, const SegmentCounts& counts, std::size_t index, int layer) {
    const auto voxels = labels.layer(layer);
    bool free = true;
    forEachRun(labels, counts, index, [&](std::int64_t begin, std::int64_t end) {
        free = free && std::all_of(voxels.begin() + begin, voxels.begin() + end,
                                   [](std::uint16_t value) { return value == 0; });
    });
    return free;
}

/// Neither a segment of the list nor a voxel is in it.
bool isUnused(const LabelMap& labels, int layer) {
    return std::ranges::none_of(
               labels.segments(),
               [layer](const Segment& segment) { return segment.layer == layer; }) &&
           std::ranges::all_of(labels.layer(layer), [](std::uint16_t value) { return value == 0; });
}

/// One more than there are where none is unused. Never the first, to which segments are added.
int unusedLayer(const LabelMap& labels) {
    int layer = 1;
    while (layer < labels.layers() && !isUnused(labels, layer)) {
        ++layer;
    }
    return layer;
}

/// By value, whether a segment of the layer or a voxel, named or not, has it; 0 always.
std::vector<bool> takenValues(const LabelMap& labels, int layer) {
    std::vector<bool> taken(std::size_t{1} << 16);
    taken[0] = true;
    for (const Segment& segment : labels.segments()) {
        taken[segment.value] = taken[segment.value] || segment.layer == layer;
    }
    for (const std::uint16_t value : labels.layer(layer)) {
        taken[value] = true;
    }
    return taken;
}

std::uint16_t lowestFree(const std::vector<bool>& taken) {
    const auto found = std::ranges::find(taken, false);
    if (found == taken.end()) {
        throw Error(ErrorCode::LimitExceeded, "a layer has no value left for another segment");
    }
    return static_cast<std::uint16_t>(found - taken.begin());
}

} // namespace

EditStep mergedInto(const Segmentation& segmentation, const SegmentCounts& counts,
                    std::size_t segment, std::size_t into) {
    const LabelMap& labels = segmentation.labels;
    const Segment& from = segmentAt(segmentation, segment);
    const Segment& to = segmentAt(segmentation, into);
    if (segment == into) {
        throw Error(ErrorCode::InvalidArgument, "a segment is merged into another one");
    }
    requireUnlocked(segmentation, segment);
    requireUnlocked(segmentation, into);
    EditStep step = stepOf("Merge segments", from.name + " into " + to.name);
    DeltaRuns left;
    DeltaRuns gained;
    forEachRun(labels, counts, segment, [&](std::int64_t begin, std::int64_t end) {
        add(left, begin, end, from.value, from.layer == to.layer ? to.value : std::uint16_t{0});
        if (from.layer != to.layer) {
            forEachEqual(labels.layer(to.layer), begin, end,
                         [&](std::int64_t first, std::int64_t last, std::uint16_t present) {
                             if (present == 0) {
                                 add(gained, first, last, 0, to.value);
                             }
                         });
        }
    });
    std::vector<EditDelta::Layer> layers;
    left.moveInto(layers, from.layer);
    gained.moveInto(layers, to.layer);
    std::ranges::sort(layers, {}, &EditDelta::Layer::layer);
    step.voxels = EditDelta(std::move(layers));
    noteSlices(step, segmentation);
    SegmentTable table = tableOf(segmentation);
    step.segments = SegmentsChange{table, table};
    SegmentTable& after = step.segments->after;
    after.segments.erase(after.segments.begin() + static_cast<std::ptrdiff_t>(segment));
    after.looks.erase(after.looks.begin() + static_cast<std::ptrdiff_t>(segment));
    return step;
}

EditStep duplicated(const Segmentation& segmentation, const SegmentCounts& counts,
                    std::size_t segment) {
    const LabelMap& labels = segmentation.labels;
    Segment copy = segmentAt(segmentation, segment);
    int layer = 0;
    while (layer < labels.layers() && !isFree(labels, counts, segment, layer)) {
        ++layer;
    }
    const bool isNew = layer == labels.layers();
    EditStep step = stepOf("Duplicate segment", copy.name);
    copy.name = freeName(labels, copy.name);
    copy.layer = layer;
    copy.value = isNew ? std::uint16_t{1} : lowestFree(takenValues(labels, layer));
    DeltaRuns runs;
    forEachRun(labels, counts, segment,
               [&](std::int64_t begin, std::int64_t end) { add(runs, begin, end, 0, copy.value); });
    std::vector<EditDelta::Layer> layers;
    runs.moveInto(layers, layer);
    step.voxels = EditDelta(std::move(layers));
    noteSlices(step, segmentation);
    SegmentTable table = tableOf(segmentation);
    step.segments = SegmentsChange{table, table, labels.layers(),
                                   isNew ? labels.layers() + 1 : labels.layers()};
    SegmentTable& after = step.segments->after;
    const auto place = static_cast<std::ptrdiff_t>(segment) + 1;
    SegmentLook look = segmentation.looks[segment];
    look.locked = false;
    after.segments.insert(after.segments.begin() + place, copy);
    after.looks.insert(after.looks.begin() + place, look);
    return step;
}

EditStep withSegments(const Segmentation& segmentation, const std::vector<Segment>& wanted) {
    SegmentTable after = tableOf(segmentation);
    std::vector<bool> taken = takenValues(segmentation.labels, 0);
    std::size_t added = 0;
    for (Segment segment : wanted) {
        if (segmentation.labels.findByName(segment.name) != nullptr) {
            continue;
        }
        segment.layer = 0;
        segment.value = taken[segment.value] ? lowestFree(taken) : segment.value;
        taken[segment.value] = true;
        after.segments.push_back(segment);
        after.looks.emplace_back();
        ++added;
    }
    EditStep step = stepOf("Add segments", std::to_string(added));
    if (added > 0) {
        step.segments = SegmentsChange{tableOf(segmentation), std::move(after)};
    }
    return step;
}

EditStep withSegmentOfItsOwnLayer(const Segmentation& segmentation, Segment wanted) {
    const LabelMap& labels = segmentation.labels;
    const int layer = unusedLayer(labels);
    wanted.layer = layer;
    wanted.value = 1;
    EditStep step = stepOf("Add segment", wanted.name);
    SegmentTable table = tableOf(segmentation);
    step.segments =
        SegmentsChange{table, table, labels.layers(), std::max(labels.layers(), layer + 1)};
    step.segments->after.segments.push_back(std::move(wanted));
    step.segments->after.looks.emplace_back();
    return step;
}

namespace {

/// What of ascending runs lies in none of the others, which ascend too.
std::vector<DeltaRun> outside(const std::vector<DeltaRun>& runs,
                              const std::vector<DeltaRun>& others) {
    std::vector<DeltaRun> left;
    auto other = others.begin();
    for (const DeltaRun& run : runs) {
        const std::uint64_t end = run.offset + run.length;
        std::uint64_t at = run.offset;
        while (other != others.end() && other->offset + other->length <= at) {
            ++other;
        }
        for (auto next = other; at < end; ++next) {
            const std::uint64_t until =
                next == others.end() ? end : std::clamp(next->offset, at, end);
            if (until > at) {
                left.push_back({at, static_cast<std::uint32_t>(until - at), run.before, run.after});
            }
            at = next == others.end() ? end : next->offset + next->length;
        }
    }
    return left;
}

/// What a model made, with one segment's part as that of another layer and value. Where others are
/// in that layer, they stay.
AutomaticSlice renamed(const AutomaticSlice& masks, const SegmentKey& from, const SegmentKey& to) {
    std::vector<DeltaRun> moved;
    std::vector<DeltaRun> present;
    std::vector<EditDelta::Layer> layers;
    for (EditDelta::Layer layer : masks.labels().layers()) {
        if (layer.layer == from.layer) {
            const auto isIts = [&](const DeltaRun& run) { return run.after == from.value; };
            std::ranges::copy_if(layer.runs, std::back_inserter(moved), isIts);
            std::erase_if(layer.runs, isIts);
        }
        if (layer.layer == to.layer) {
            present = std::move(layer.runs);
        } else if (!layer.runs.empty()) {
            layers.push_back(std::move(layer));
        }
    }
    for (DeltaRun& run : outside(moved, present)) {
        run.after = to.value;
        present.push_back(run);
    }
    std::ranges::sort(present, {}, &DeltaRun::offset);
    if (!present.empty()) {
        layers.push_back({to.layer, std::move(present)});
    }
    std::ranges::sort(layers, {}, &EditDelta::Layer::layer);
    return AutomaticSlice(EditDelta(std::move(layers)));
}

void renameAutomatic(EditStep& step, const Segmentation& segmentation, const SegmentKey& from,
                     const SegmentKey& to) {
    for (std::int64_t slice = 0; slice < std::ssize(segmentation.automatic); ++slice) {
        const AutomaticSlice& before = segmentation.automatic[static_cast<std::size_t>(slice)];
        if (before.isKnown()) {
            AutomaticSlice after = renamed(before, from, to);
            if (!(after == before)) {
                step.automatic.push_back({slice, before, std::move(after)});
            }
        }
    }
}

/// Precondition: the layer has room for all its voxels, or is one more than there are.
EditStep movedTo(const Segmentation& segmentation, const SegmentCounts& counts, std::size_t segment,
                 const SegmentKey& to, const std::string& action) {
    const LabelMap& labels = segmentation.labels;
    const Segment& from = labels.segments()[segment];
    EditStep step = stepOf(action, from.name);
    DeltaRuns left;
    DeltaRuns gained;
    forEachRun(labels, counts, segment, [&](std::int64_t begin, std::int64_t end) {
        add(left, begin, end, from.value, 0);
        add(gained, begin, end, 0, to.value);
    });
    std::vector<EditDelta::Layer> layers;
    left.moveInto(layers, from.layer);
    gained.moveInto(layers, to.layer);
    std::ranges::sort(layers, {}, &EditDelta::Layer::layer);
    step.voxels = EditDelta(std::move(layers));
    SegmentTable table = tableOf(segmentation);
    step.segments =
        SegmentsChange{table, table, labels.layers(), std::max(labels.layers(), to.layer + 1)};
    step.segments->after.segments[segment].layer = to.layer;
    step.segments->after.segments[segment].value = to.value;
    renameAutomatic(step, segmentation, keyOf(from), to);
    return step;
}

} // namespace

EditStep movedToItsOwnLayer(const Segmentation& segmentation, const SegmentCounts& counts,
                            std::size_t segment) {
    const int layer = segmentAt(segmentation, segment).layer;
    requireUnlocked(segmentation, segment);
    const bool isAlone =
        std::ranges::count(segmentation.labels.segments(), layer, &Segment::layer) == 1;
    if (layer != 0 && isAlone) {
        return stepOf("Allow overlap", segmentation.labels.segments()[segment].name);
    }
    return movedTo(segmentation, counts, segment, {unusedLayer(segmentation.labels), 1},
                   "Allow overlap");
}

EditStep movedToFirstLayer(const Segmentation& segmentation, const SegmentCounts& counts,
                           std::size_t segment) {
    const LabelMap& labels = segmentation.labels;
    const Segment& moved = segmentAt(segmentation, segment);
    requireUnlocked(segmentation, segment);
    if (moved.layer == 0) {
        return stepOf("Forbid overlap", moved.name);
    }
    if (!isFree(labels, counts, segment, 0)) {
        throw Error(ErrorCode::InvalidArgument,
                    moved.name + " overlaps other segments. Remove the overlap first.");
    }
    return movedTo(segmentation, counts, segment, {0, lowestFree(takenValues(labels, 0))},
                   "Forbid overlap");
}

EditStep movedInList(const Segmentation& segmentation, std::size_t from, std::size_t to) {
    const Segment& segment = segmentAt(segmentation, from);
    (void)segmentAt(segmentation, to);
    EditStep step = stepOf("Move segment", segment.name);
    if (from == to) {
        return step;
    }
    SegmentTable after = tableOf(segmentation);
    const auto moveOne = [&](auto& list) {
        auto moved = std::move(list[from]);
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(from));
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(to), std::move(moved));
    };
    moveOne(after.segments);
    moveOne(after.looks);
    step.segments = SegmentsChange{tableOf(segmentation), std::move(after)};
    return step;
}

} // namespace laurel
