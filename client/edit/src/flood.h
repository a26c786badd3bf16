#pragma once

#include "laurel/edit/segmentation.h"

#include <optional>
#include <span>
#include <vector>

namespace laurel {

/// Voxels that follow each other along x.
struct VoxelRun {
    VoxelIndex start;
    std::int64_t length = 0;
};

/// Where a region must not reach: the bounds of a box along these axes.
struct Shore {
    bool counts = false;
    int planeAxis = 2; ///< bounds along it are no border
};

/// The voxels of one value that paths of face neighbours within the box join to `seed`; none as
/// soon as the region reaches a border that counts. An axis of one voxel has no border, unless both
/// axes of the plane are so. Precondition: the seed lies in the box, the box in the labels.
std::optional<std::vector<VoxelRun>> flood(const LabelMap& labels, int layer,
                                           const VoxelIndex& seed, const VoxelBox& box,
                                           const Shore& shore);

} // namespace laurel
