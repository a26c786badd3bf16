#pragma once

#include "laurel/imaging/masks.h"

#include <array>
#include <vector>

namespace laurel {

/// Signed distance in mm of a 2-D mask, negative inside: to the border between voxels, not to voxel
/// centres, and slightly smoothed, so that the stairs of coarse masks vanish.
/// @param mask holds both foreground and background
std::vector<float> smoothSignedDistance(const Mask& mask, const GridSize& plane,
                                        const std::array<double, 3>& spacing);

} // namespace laurel
