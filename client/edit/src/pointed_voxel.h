#pragma once

#include "voxel_runs.h"

#include <array>
#include <cmath>
#include <optional>

namespace laurel {

/// The voxel under the pointer, none outside the volume.
inline std::optional<VoxelIndex> voxelAt(const ContinuousIndex& at, const SlicePlane& plane,
                                         const Geometry& geometry) {
    const std::array<double, 3> position{at.x, at.y, at.z};
    VoxelIndex voxel;
    for (int axis = 0; axis < 3; ++axis) {
        const double rounded = axis == plane.axis ? static_cast<double>(plane.index)
                                                  : std::floor(position[axis] + 0.5);
        if (!(rounded >= 0 && rounded < static_cast<double>(geometry.size()[axis]))) {
            return std::nullopt;
        }
        coordinate(voxel, axis) = static_cast<std::int64_t>(rounded);
    }
    return voxel;
}

} // namespace laurel
