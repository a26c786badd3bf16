#include "laurel/edit/segment_acts.h"

#include "laurel/base/error.h"
#include "laurel/edit/delta_runs.h"
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
        throw Error(ErrorCode::InvalidArgument, segmentation.labels.segments()[index].name +
                                                    " is locked. Unlock it before it is merged.");
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
    int layer = 1; // other segments are added to the first
    while (layer < labels.layers() && !isUnused(labels, layer)) {
        ++layer;
    }
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
