#pragma once

#include "laurel/imaging/masks.h"
#include "laurel/imaging/volume.h"

#include <span>
#include <vector>

namespace laurel {

/// An image on larger voxels, each the mean of the masked ones in its block.
struct CoarseImage {
    Geometry geometry;         ///< covers the whole fine grid
    std::vector<float> values; ///< 1 outside the mask
    Mask mask;                 ///< blocks of which at least half is masked
};

/// @param factor blocks' extent along the finest axis, in voxels; along others as far as blocks are
///               no longer than along the finest
CoarseImage shrink(std::span<const float> values, MaskView mask, const Geometry& geometry,
                   int factor);

} // namespace laurel
