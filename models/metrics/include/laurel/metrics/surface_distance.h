#pragma once

#include "laurel/imaging/masks.h"

namespace laurel {

/// Distances between the surfaces of two masks, mm.
///
/// Surface voxels are foreground voxels with a face neighbour, in the grid or outside it, that is
/// not in the mask; along an axis of one voxel there are no neighbours, so a plane is measured as a
/// plane (the voxel of a grid of one is surface). A directed distance is that from the centre of a
/// surface voxel of one mask to the nearest centre of a surface voxel of the other.
struct SurfaceDistances {
    double hausdorff95 = 0;      ///< the larger of the two directions' 95th percentiles
    double averageSymmetric = 0; ///< mean over all directed distances of both directions
};

/// @throws Error InvalidArgument when a mask does not fit the size, or is empty: then no distance
///         is defined
SurfaceDistances surfaceDistances(MaskView first, MaskView second, const GridSize& size,
                                  const std::array<double, 3>& spacing);

/// 1 for surface voxels, 0 elsewhere. @throws Error InvalidArgument when the mask does not fit
Mask surfaceOf(MaskView mask, const GridSize& size);

} // namespace laurel
