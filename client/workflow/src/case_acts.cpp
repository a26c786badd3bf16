#include "label_slices.h"
#include "laurel/edit/delta_runs.h"
#include "plain_text.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/workflow/case.h"

#include <algorithm>

/// The acts of Case that need no pointer: each computes a step and applies it.
namespace laurel {

namespace {

EditStep stepNamed(StepLabel label) {
    EditStep step;
    step.label = std::move(label);
    step.time = std::chrono::system_clock::now();
    return step;
}

StepLabel markLabel(SliceState state, const std::vector<SliceStateChange>& changes) {
    std::vector<std::int64_t> slices;
    slices.reserve(changes.size());
    for (const SliceStateChange& change : changes) {
        slices.push_back(change.slice);
    }
    switch (state) {
    case SliceState::Reviewed:
        return {StepKind::Review, "Mark reviewed", describeSlices(slices)};
    case SliceState::Flagged:
        return {StepKind::Flag, "Flag", describeSlices(slices)};
    default:
        return {StepKind::Review, "Take mark back", describeSlices(slices)};
    }
}

std::vector<std::int64_t> ascendingOnce(std::vector<std::int64_t> slices) {
    std::sort(slices.begin(), slices.end());
    slices.erase(std::unique(slices.begin(), slices.end()), slices.end());
    return slices;
}

void requireFit(const Segment& segment) {
    if (segment.name.empty() || !isPlainText(segment.name, mostNameBytes) ||
        !isPlainText(segment.abbreviation, mostCodeBytes) ||
        !isPlainText(segment.snomed, mostCodeBytes)) {
        throw Error(
            ErrorCode::InvalidArgument,
            "a segment is named by 1 to 256 bytes of text and abbreviated by up to 64, not " +
                quotedForMessage(segment.name));
    }
}

/// Looks only where the counts say that the segment is.
EditDelta clearing(const LabelMap& labels, const SegmentCounts& counts, std::size_t index) {
    const Segment& segment = labels.segments()[index];
    DeltaRuns runs;
    const auto voxels = labels.layer(segment.layer);
    const GridSize& size = labels.geometry().size();
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    for (std::int64_t slice = 0; slice < size.z; ++slice) {
        if (counts.voxels(index, slice) == 0) {
            continue;
        }
        const std::size_t begin = static_cast<std::size_t>(slice) * inSlice;
        for (std::size_t offset = begin; offset < begin + inSlice; ++offset) {
            if (voxels[offset] == segment.value) {
                runs.add(offset, segment.value, 0);
            }
        }
    }
    std::vector<EditDelta::Layer> layers;
    runs.moveInto(layers, segment.layer);
    return EditDelta(std::move(layers));
}

/// Whether a slice has labels of another segment than this one.
bool hasOthers(const SegmentCounts& counts, std::size_t without, std::int64_t slice) {
    for (std::size_t segment = 0; segment < counts.segments(); ++segment) {
        if (segment != without && counts.voxels(segment, slice) > 0) {
            return true;
        }
    }
    return false;
}

} // namespace

bool Case::markSlices(const std::vector<std::int64_t>& slices, SliceState state) {
    if (state == SliceState::Empty || state == SliceState::Auto) {
        throw Error(ErrorCode::InvalidArgument,
                    "nobody marks slices as " + std::string(toString(state)));
    }
    std::vector<SliceStateChange> changes;
    for (const std::int64_t slice : ascendingOnce(slices)) {
        if (slice < 0 || slice >= std::ssize(segmentation_.slices)) {
            throw Error(ErrorCode::InvalidArgument,
                        "there is no slice " + std::to_string(slice + 1));
        }
        const SliceState before = segmentation_.slices[static_cast<std::size_t>(slice)];
        const bool empty = state == SliceState::InWork && !hasLabels(segmentation_.labels, slice);
        const SliceState after = empty ? SliceState::Empty : state;
        if (before != after) {
            changes.push_back({slice, before, after});
        }
    }
    if (changes.empty()) {
        return false;
    }
    EditStep step = stepNamed(markLabel(state, changes));
    step.slices = std::move(changes);
    return apply(std::move(step));
}

void Case::requireSegment(std::size_t index) const {
    if (index >= segmentation_.labels.segments().size()) {
        throw Error(ErrorCode::NotFound, "there is no segment " + std::to_string(index + 1));
    }
}

void Case::requireFreeName(const std::string& name) const {
    if (segmentation_.labels.findByName(name) != nullptr) {
        throw Error(ErrorCode::AlreadyExists,
                    "there is a segment " + quotedForMessage(name) + " already");
    }
}

void Case::changeTable(const StepLabel& label, SegmentTable after) {
    EditStep step = stepNamed(label);
    step.segments = SegmentsChange{tableOf(segmentation_), std::move(after)};
    apply(std::move(step));
}

void Case::addSegment(const Segment& segment, const SegmentLook& look) {
    const LabelMap& labels = segmentation_.labels;
    requireFit(segment);
    requireFreeName(segment.name);
    if (segment.value == 0 || segment.layer < 0 || segment.layer >= labels.layers() ||
        labels.find(segment.layer, segment.value) != nullptr) {
        throw Error(ErrorCode::InvalidArgument,
                    "segment " + quotedForMessage(segment.name) +
                        " needs an existing layer and a value above 0 that no other has");
    }
    SegmentTable table = tableOf(segmentation_);
    table.segments.push_back(segment);
    table.looks.push_back(look);
    changeTable({StepKind::Segments, "Add segment", segment.name}, std::move(table));
}

void Case::changeSegment(std::size_t index, const Segment& changed) {
    requireSegment(index);
    requireFit(changed);
    const Segment& present = segmentation_.labels.segments()[index];
    if (changed.value != present.value || changed.layer != present.layer) {
        throw Error(ErrorCode::InvalidArgument, "a segment keeps its value and layer");
    }
    if (changed == present) {
        return;
    }
    const bool renamed = changed.name != present.name;
    if (renamed) {
        requireFreeName(changed.name);
    }
    const StepLabel label{StepKind::Segments, renamed ? "Rename segment" : "Change segment",
                          renamed ? present.name + " → " + changed.name : changed.name};
    SegmentTable table = tableOf(segmentation_);
    table.segments[index] = changed;
    changeTable(label, std::move(table));
}

void Case::removeSegment(std::size_t index) {
    requireSegment(index);
    const Segment segment = segmentation_.labels.segments()[index];
    if (segmentation_.looks[index].locked) {
        throw Error(ErrorCode::InvalidArgument,
                    segment.name + " is locked. Unlock it before it is deleted.");
    }
    EditStep step = stepNamed({StepKind::Segments, "Delete segment", segment.name});
    step.voxels = clearing(segmentation_.labels, counts_, index);
    for (const std::int64_t slice : step.voxels.slices(segmentation_.labels.geometry().size())) {
        const SliceState before = segmentation_.slices[static_cast<std::size_t>(slice)];
        const SliceState after =
            hasOthers(counts_, index, slice) ? SliceState::InWork : SliceState::Empty;
        if (before != after) {
            step.slices.push_back({slice, before, after});
        }
    }
    SegmentTable table = tableOf(segmentation_);
    step.segments = SegmentsChange{table, table};
    SegmentTable& after = step.segments->after;
    after.segments.erase(after.segments.begin() + static_cast<std::ptrdiff_t>(index));
    after.looks.erase(after.looks.begin() + static_cast<std::ptrdiff_t>(index));
    apply(std::move(step));
}

std::uint16_t Case::freeValue() const {
    if (counts_.hasUnlisted()) {
        return lowestFree(valuesInUse(segmentation_, 0));
    }
    std::vector<bool> listed(std::size_t{1} << 16);
    listed[0] = true;
    for (const Segment& segment : segmentation_.labels.segments()) {
        if (segment.layer == 0) {
            listed[segment.value] = true;
        }
    }
    return lowestFree(listed);
}

std::vector<std::int64_t> Case::reviewedSlices() const {
    std::vector<std::int64_t> reviewed;
    for (std::int64_t slice = 0; slice < std::ssize(segmentation_.slices); ++slice) {
        if (segmentation_.slices[static_cast<std::size_t>(slice)] == SliceState::Reviewed) {
            reviewed.push_back(slice);
        }
    }
    return reviewed;
}

} // namespace laurel
