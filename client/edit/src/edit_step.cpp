#include "laurel/edit/edit_history.h"

#include "laurel/base/error.h"
#include "names.h"

#include <algorithm>
#include <utility>

namespace laurel {

namespace {

constexpr std::array<std::string_view, stepKinds> kindNames{
    "brush",        "eraser",    "fill",      "keep_largest", "copy_slice", "clear",
    "auto_segment", "review",    "flag",      "segments",     "import",     "grow",
    "morphology",   "smooth",    "threshold", "interpolate",  "lasso",      "region",
    "contour",      "propagate", "boolean"};
static_assert(!kindNames.back().empty(), "each kind of step has a name");

using StateOf = SliceState SliceStateChange::*;
using TableOf = SegmentTable SegmentsChange::*;
using MasksOf = AutomaticSlice AutomaticChange::*;

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorCode::InvalidInput, "the segmentation is not as the step left it: " + why);
}

void requireStates(const Segmentation& segmentation, const std::vector<SliceStateChange>& changes,
                   StateOf expected) {
    for (const SliceStateChange& change : changes) {
        const bool exists = change.slice >= 0 && change.slice < std::ssize(segmentation.slices);
        if (!exists || segmentation.slices[change.slice] != change.*expected) {
            refuse("slice " + std::to_string(change.slice + 1) + " should be " +
                   std::string(toString(change.*expected)));
        }
    }
}

/// Of the labels while a step is done or undone, if it is.
int layersDuring(const EditStep& step, const LabelMap& labels) {
    return step.segments ? std::max({labels.layers(), step.segments->layersBefore,
                                     step.segments->layersAfter})
                         : labels.layers();
}

/// @param layers that there are during the step
void requireMasks(const Segmentation& segmentation, int layers,
                  const std::vector<AutomaticChange>& changes, MasksOf expected) {
    const GridSize& size = segmentation.labels.geometry().size();
    for (const AutomaticChange& change : changes) {
        const bool exists = change.slice >= 0 && change.slice < std::ssize(segmentation.automatic);
        for (const AutomaticSlice* const masks : {&change.before, &change.after}) {
            if (!masks->fits(layers, size.x * size.y)) {
                refuse("a model's masks reach beyond slice " + std::to_string(change.slice + 1));
            }
        }
        if (!exists || segmentation.automatic[change.slice] != change.*expected) {
            refuse("a model made something else of slice " + std::to_string(change.slice + 1));
        }
    }
}

/// That the labels could have these segments, which only adding them tells.
void requireValid(const SegmentTable& table, int layers) {
    if (table.segments.size() != table.looks.size()) {
        refuse("a table of segments has not one look for each");
    }
    LabelMap trial(Geometry{}, layers);
    try {
        for (const Segment& segment : table.segments) {
            trial.addSegment(segment);
        }
    } catch (const Error& error) {
        refuse(error.what());
    }
}

std::optional<std::size_t> find(const SegmentTable& table, const Segment& segment) {
    const auto found =
        std::find_if(table.segments.begin(), table.segments.end(), [&](const Segment& other) {
            return other.layer == segment.layer && other.value == segment.value;
        });
    if (found == table.segments.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - table.segments.begin());
}

/// The looks that go with `wanted`. Looks are no part of the history: what a person set since the
/// step stays with each segment that stays.
std::vector<SegmentLook> looksFor(const SegmentTable& wanted, const SegmentTable& expected,
                                  const std::vector<SegmentLook>& present) {
    std::vector<SegmentLook> looks = wanted.looks;
    for (std::size_t number = 0; number < looks.size(); ++number) {
        const auto stays = find(expected, wanted.segments[number]);
        if (stays && present[*stays] != expected.looks[*stays]) {
            looks[number] = present[*stays];
        }
    }
    return looks;
}

void requireTables(const Segmentation& segmentation, int layers, const SegmentsChange& change,
                   TableOf expected, TableOf wanted) {
    requireValid(change.*expected, layers);
    requireValid(change.*wanted, layers);
    if (segmentation.labels.segments() != (change.*expected).segments ||
        segmentation.looks.size() != segmentation.labels.segments().size()) {
        refuse("its segments are others");
    }
}

void replaceTable(Segmentation& segmentation, const SegmentsChange& change, TableOf expected,
                  TableOf wanted) {
    segmentation.looks = looksFor(change.*wanted, change.*expected, segmentation.looks);
    segmentation.labels.clearSegments();
    for (const Segment& segment : (change.*wanted).segments) {
        segmentation.labels.addSegment(segment);
    }
}

/// As many layers as said, of background where they are new; 0: as it is. Layers go only with a
/// step that is undone, whose voxels are gone from them by then.
void setLayers(LabelMap& labels, int layers) {
    while (layers > labels.layers()) {
        labels.addLayer();
    }
    if (layers > 0 && layers < labels.layers()) {
        LabelMap fewer(labels.geometry(), layers);
        for (int layer = 0; layer < layers; ++layer) {
            std::ranges::copy(std::as_const(labels).layer(layer), fewer.layer(layer).begin());
        }
        for (const Segment& segment : labels.segments()) {
            fewer.addSegment(segment);
        }
        labels = std::move(fewer);
    }
}

/// Whether this layer and those above it hold nothing; 0: none is asked about.
bool isBackgroundFrom(const LabelMap& labels, int first) {
    for (int layer = first; first > 0 && layer < labels.layers(); ++layer) {
        const auto voxels = labels.layer(layer);
        if (!std::ranges::all_of(voxels, [](std::uint16_t value) { return value == 0; })) {
            return false;
        }
    }
    return true;
}

std::size_t bytesOf(const std::string& text) {
    return text.capacity() > std::string().capacity() ? text.capacity() + 1 : 0;
}

std::size_t bytesOf(const SegmentTable& table) {
    std::size_t sum =
        table.segments.capacity() * sizeof(Segment) + table.looks.capacity() * sizeof(SegmentLook);
    for (const Segment& segment : table.segments) {
        sum += bytesOf(segment.name) + bytesOf(segment.abbreviation) + bytesOf(segment.snomed);
    }
    return sum;
}

std::size_t bytesOf(const std::vector<AutomaticChange>& changes) {
    std::size_t sum = changes.capacity() * sizeof(AutomaticChange);
    for (const AutomaticChange& change : changes) { // what it replaced may be held by it alone
        sum += change.before.bytes() + change.after.bytes();
    }
    return sum;
}

} // namespace

std::string_view toString(StepKind kind) noexcept {
    return nameOf(kind, kindNames);
}

StepKind stepKindFromString(std::string_view text) {
    return fromName<StepKind>(text, kindNames, "a kind of step");
}

SegmentTable tableOf(const Segmentation& segmentation) {
    return {segmentation.labels.segments(), segmentation.looks};
}

std::size_t EditStep::bytes() const noexcept {
    return sizeof(EditStep) + bytesOf(label.action) + bytesOf(label.detail) + voxels.bytes() +
           slices.capacity() * sizeof(SliceStateChange) + bytesOf(automatic) +
           (segments ? bytesOf(segments->before) + bytesOf(segments->after) : 0);
}

void EditStep::undo(Segmentation& segmentation) const {
    requireStates(segmentation, slices, &SliceStateChange::after);
    requireMasks(segmentation, layersDuring(*this, segmentation.labels), automatic,
                 &AutomaticChange::after);
    if (segments) {
        requireTables(segmentation, layersDuring(*this, segmentation.labels), *segments,
                      &SegmentsChange::after, &SegmentsChange::before);
    }
    voxels.undo(segmentation.labels);
    if (segments) {
        if (!isBackgroundFrom(segmentation.labels, segments->layersBefore)) {
            voxels.redo(segmentation.labels);
            refuse("a layer that goes with it has voxels");
        }
        replaceTable(segmentation, *segments, &SegmentsChange::after, &SegmentsChange::before);
        setLayers(segmentation.labels, segments->layersBefore);
    }
    for (const SliceStateChange& change : slices) {
        segmentation.slices[change.slice] = change.before;
    }
    for (const AutomaticChange& change : automatic) {
        segmentation.automatic[change.slice] = change.before;
    }
}

void EditStep::redo(Segmentation& segmentation) const {
    requireStates(segmentation, slices, &SliceStateChange::before);
    requireMasks(segmentation, layersDuring(*this, segmentation.labels), automatic,
                 &AutomaticChange::before);
    if (segments) {
        requireTables(segmentation, layersDuring(*this, segmentation.labels), *segments,
                      &SegmentsChange::before, &SegmentsChange::after);
    }
    const int present = segmentation.labels.layers();
    if (segments) { // layers only come with a step that is done
        setLayers(segmentation.labels, std::max(present, segments->layersAfter));
    }
    try {
        voxels.redo(segmentation.labels);
    } catch (const Error&) {
        setLayers(segmentation.labels, present);
        throw;
    }
    if (segments) {
        replaceTable(segmentation, *segments, &SegmentsChange::before, &SegmentsChange::after);
    }
    for (const SliceStateChange& change : slices) {
        segmentation.slices[change.slice] = change.after;
    }
    for (const AutomaticChange& change : automatic) {
        segmentation.automatic[change.slice] = change.after;
    }
}

} // namespace laurel
