#pragma once

#include "laurel/imaging/masks.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// A Gaussian over values of a grid; borders go on as they are. `deviation` in mm, cut at three of
/// it. @param values x fastest; overwritten
void smoothGaussian(std::vector<float>& values, const GridSize& size,
                    const std::array<double, 3>& spacing, double deviation);

/// A Gaussian over the mask, cut at one half.
Mask smoothMask(const Mask& mask, const GridSize& size, const std::array<double, 3>& spacing,
                double deviation);

/// The same for all values at once: each voxel gets the value (0 too) that is most about it; of
/// equals its own, else the lowest. So what touched still touches.
std::vector<std::uint16_t> smoothJointly(const std::vector<std::uint16_t>& values,
                                         const GridSize& size, const std::array<double, 3>& spacing,
                                         double deviation);

} // namespace laurel
