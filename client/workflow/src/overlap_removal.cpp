#include "laurel/workflow/overlap_removal.h"

#include "laurel/base/error.h"
#include "laurel/edit/delta_runs.h"

#include <vector>

namespace laurel {

namespace {

/// By value of a layer: whether voxels of it may go.
std::vector<bool> unlockedValues(const Segmentation& segmentation, int layer) {
    std::vector<bool> unlocked(std::size_t{1} << 16, true);
    unlocked[0] = false;
    const std::vector<Segment>& segments = segmentation.labels.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].layer == layer && segmentation.looks[i].locked) {
            unlocked[segments[i].value] = false;
        }
    }
    return unlocked;
}

} // namespace

EditStep overlapRemoval(const Segmentation& segmentation, std::size_t segment, std::int64_t slice) {
    const LabelMap& labels = segmentation.labels;
    const GridSize& size = labels.geometry().size();
    if (segment >= labels.segments().size() || slice < 0 || slice >= size.z) {
        throw Error(ErrorCode::NotFound, "there is no such segment or slice");
    }
    const Segment& own = labels.segments()[segment];
    const auto inSlice = static_cast<std::size_t>(size.x * size.y);
    const std::size_t first = static_cast<std::size_t>(slice) * inSlice;
    const auto covered = labels.layer(own.layer).subspan(first, inSlice);
    std::vector<EditDelta::Layer> layers;
    for (int layer = 0; layer < labels.layers(); ++layer) {
        if (layer == own.layer) {
            continue;
        }
        const std::vector<bool> mayGo = unlockedValues(segmentation, layer);
        const auto others = labels.layer(layer).subspan(first, inSlice);
        DeltaRuns runs;
        for (std::size_t i = 0; i < inSlice; ++i) {
            if (covered[i] == own.value && mayGo[others[i]]) {
                runs.add(first + i, others[i], 0);
            }
        }
        runs.moveInto(layers, layer);
    }
    EditStep step;
    step.label = {StepKind::Clear, "Remove overlap", own.name + " · " + std::to_string(slice + 1)};
    step.time = std::chrono::system_clock::now();
    step.voxels = EditDelta(std::move(layers));
    const SliceState before = segmentation.slices[static_cast<std::size_t>(slice)];
    if (!step.voxels.empty() && before != SliceState::InWork) {
        step.slices.push_back({slice, before, SliceState::InWork});
    }
    return step;
}

} // namespace laurel
