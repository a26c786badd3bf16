#include "laurel/edit/region_tool.h"

#include "flood.h"
#include "pointed_voxel.h"
#include "step_text.h"

#include <algorithm>
#include <cmath>

namespace laurel {

std::optional<VoxelBox> RegionTool::around(const VoxelIndex& seed, const Geometry& geometry) const {
    const double radius = RegionParameters::radiusRange.clamp(parameters.radiusMm);
    std::optional<VoxelBox> box = parameters.reach.box(scene_.plane, geometry.size());
    for (int axis = 0; box && axis < 3; ++axis) {
        const auto voxels = static_cast<std::int64_t>(
            std::floor(radius / geometry.spacing()[static_cast<std::size_t>(axis)]));
        std::int64_t& low = coordinate(box->low, axis);
        std::int64_t& high = coordinate(box->high, axis);
        low = std::max(low, coordinate(seed, axis) - voxels);
        high = std::min(high, coordinate(seed, axis) + voxels);
    }
    return box;
}

void RegionTool::press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& at) {
    scene_ = scene;
    pressedAt_ = at.at;
    whyNot_.clear();
    seed_ = voxelAt(at.at, scene.plane, scene.image->geometry());
    grow(edit, parameters.tolerancePercent);
}

void RegionTool::grow(LabelMapEdit& edit, double tolerancePercent) {
    shown_ = RegionParameters::toleranceRange.clamp(tolerancePercent);
    const Volume& image = *scene_.image;
    const double value = seed_ ? image.value(*seed_, scene_.frame) : 0;
    if (!seed_ || !std::isfinite(value)) {
        return; // nothing is like it
    }
    const auto box = around(*seed_, image.geometry());
    if (!box) {
        whyNot_ = outOfRange;
        return;
    }
    const double most = shown_ / 100 * scene_.greyRange;
    const auto alike = [&](const VoxelIndex& voxel) {
        return std::abs(image.value(voxel, scene_.frame) - value) <= most;
    };
    const auto region = Flood(alike, *seed_, *box, Shore{}).run();
    for (const VoxelRun& run : *region) {
        if (scene_.inverted) {
            edit.erase(run.start, run.length, scene_.segment.value);
        } else {
            edit.paint(run.start, run.length, scene_.segment.value);
        }
    }
}

void RegionTool::drag(LabelMapEdit& edit, const PointerSample& to) {
    const auto& spacing = scene_.image->geometry().spacing();
    const double way =
        std::hypot((to.at.x - pressedAt_.x) * spacing[0], (to.at.y - pressedAt_.y) * spacing[1],
                   (to.at.z - pressedAt_.z) * spacing[2]);
    const double grip = to.reachMm > 0 ? to.reachMm : 2 * *std::ranges::min_element(spacing);
    const bool still = way <= grip && shown_ == parameters.tolerancePercent; // a click that shook
    if (!seed_ || !std::isfinite(way) || still) {
        return;
    }
    const double percent = RegionParameters::toleranceRange.clamp(std::round(2 * way / grip));
    if (percent != shown_) {
        edit.startAnew();
        grow(edit, percent);
    }
}

StepLabel RegionTool::release(LabelMapEdit& edit) {
    if (seed_) {
        parameters.tolerancePercent = shown_;
    }
    return {StepKind::Region, "Region", whyNot_.empty() ? detailOf(edit, scene_.segment) : whyNot_};
}

} // namespace laurel
