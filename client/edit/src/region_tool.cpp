#include "laurel/edit/region_tool.h"

#include "flood.h"
#include "pointed_voxel.h"
#include "step_text.h"

namespace laurel {

VoxelBox RegionTool::around(const VoxelIndex& seed, const Geometry& geometry) const {
    const double radius = RegionParameters::radiusRange.clamp(parameters.radiusMm);
    VoxelBox box = parameters.reach == RegionReach::Slice
                       ? boxOfPlane(scene_.plane, geometry.size())
                       : wholeBox(geometry.size());
    for (int axis = 0; axis < 3; ++axis) {
        const auto voxels = static_cast<std::int64_t>(
            std::floor(radius / geometry.spacing()[static_cast<std::size_t>(axis)]));
        std::int64_t& low = coordinate(box.low, axis);
        std::int64_t& high = coordinate(box.high, axis);
        low = std::max(low, coordinate(seed, axis) - voxels);
        high = std::min(high, coordinate(seed, axis) + voxels);
    }
    return box;
}

void RegionTool::press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) {
    scene_ = scene;
    const Volume& image = *scene.image;
    const auto seed = voxelAt(at.at, scene.plane, image.geometry());
    if (!seed) {
        return;
    }
    const double value = image.value(*seed, scene.frame);
    if (!std::isfinite(value)) {
        return; // nothing is like it
    }
    const double most =
        RegionParameters::toleranceRange.clamp(parameters.tolerancePercent) / 100 * scene.greyRange;
    const auto alike = [&](const VoxelIndex& voxel) {
        return std::abs(image.value(voxel, scene.frame) - value) <= most;
    };
    const VoxelBox box = around(*seed, image.geometry());
    const auto region = Flood(alike, *seed, box, Shore{}).run();
    for (const VoxelRun& run : *region) {
        if (scene.inverted) {
            edit.erase(run.start, run.length, scene.segment.value);
        } else {
            edit.paint(run.start, run.length, scene.segment.value);
        }
    }
}

StepLabel RegionTool::release(LabelMapEdit& edit) {
    return {StepKind::Region, "Region", detailOf(edit, scene_.segment)};
}

} // namespace laurel
