#include "laurel/workflow/overlap_removal.h"

#include "laurel/base/error.h"
#include "laurel/edit/delta_runs.h"
#include "laurel/edit/operations.h"

#include <functional>
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

/// Whether the grey values let a voxel change.
bool mayErase(const PaintArea& area, const PaintImage& image, const VoxelIndex& voxel) {
    if (!area.limitsIntensity) {
        return true;
    }
    const double value = image.volume->value(voxel, image.frame);
    return value >= area.low && value <= area.high;
}

DeltaRuns overlapWith(const LabelMap& labels, int layer, const Segment& own, const VoxelBox& box,
                      const std::function<bool(std::uint16_t, const VoxelIndex&)>& mayGo) {
    const auto covered = labels.layer(own.layer);
    const auto others = labels.layer(layer);
    DeltaRuns runs;
    for (VoxelIndex at = box.low; at.z <= box.high.z; ++at.z) {
        for (at.y = box.low.y; at.y <= box.high.y; ++at.y) {
            for (at.x = box.low.x; at.x <= box.high.x; ++at.x) {
                const std::size_t offset = labels.geometry().offset(at);
                if (covered[offset] == own.value && mayGo(others[offset], at)) {
                    runs.add(offset, others[offset], 0);
                }
            }
        }
    }
    return runs;
}

VoxelBox boxOf(const SlicePlane& plane, const GridSize& size) {
    VoxelBox box{{0, 0, 0}, {size.x - 1, size.y - 1, size.z - 1}};
    (plane.axis == 0 ? box.low.x : plane.axis == 1 ? box.low.y : box.low.z) = plane.index;
    (plane.axis == 0 ? box.high.x : plane.axis == 1 ? box.high.y : box.high.z) = plane.index;
    return box;
}

bool isInside(const VoxelBox& box, const GridSize& size) {
    return box.low.x >= 0 && box.low.y >= 0 && box.low.z >= 0 && box.high.x < size.x &&
           box.high.y < size.y && box.high.z < size.z;
}

void requireThere(const LabelMap& labels, std::size_t segment, const VoxelBox& box,
                  const PaintArea& area, const PaintImage& image) {
    if (segment >= labels.segments().size() || !isInside(box, labels.geometry().size())) {
        throw Error(ErrorCode::NotFound, "there is no such segment or slice");
    }
    if (area.limitsIntensity && (image.volume == nullptr ||
                                 !(image.volume->geometry().size() == labels.geometry().size()))) {
        throw Error(ErrorCode::InvalidArgument, "grey values need the image on the labels' grid");
    }
}

} // namespace

EditStep overlapRemoval(const Segmentation& segmentation, std::size_t segment, const VoxelBox& box,
                        const PaintArea& area, const PaintImage& image) {
    const LabelMap& labels = segmentation.labels;
    requireThere(labels, segment, box, area, image);
    const GridSize& size = labels.geometry().size();
    const Segment& own = labels.segments()[segment];
    std::vector<EditDelta::Layer> layers;
    for (int layer = 0; layer < labels.layers(); ++layer) {
        if (layer != own.layer) {
            const std::vector<bool> unlocked = unlockedValues(segmentation, layer);
            DeltaRuns runs = overlapWith(labels, layer, own, box,
                                         [&](std::uint16_t value, const VoxelIndex& at) {
                                             return unlocked[value] && mayErase(area, image, at);
                                         });
            runs.moveInto(layers, layer);
        }
    }
    EditStep step;
    step.time = std::chrono::system_clock::now();
    step.voxels = EditDelta(std::move(layers));
    const std::vector<std::int64_t> slices = step.voxels.slices(size);
    step.label = {StepKind::Clear, "Remove overlap", own.name};
    if (!slices.empty()) {
        step.label.detail += " · " + sliceText(slices.front(), slices.back());
    }
    for (const std::int64_t slice : slices) {
        const SliceState before = segmentation.slices[static_cast<std::size_t>(slice)];
        if (before != SliceState::InWork) {
            step.slices.push_back({slice, before, SliceState::InWork});
        }
    }
    return step;
}

EditStep overlapRemoval(const Segmentation& segmentation, std::size_t segment,
                        const SlicePlane& plane, const PaintArea& area, const PaintImage& image) {
    if (plane.axis < 0 || plane.axis > 2) {
        throw Error(ErrorCode::NotFound, "there is no such axis");
    }
    return overlapRemoval(segmentation, segment,
                          boxOf(plane, segmentation.labels.geometry().size()), area, image);
}

} // namespace laurel
