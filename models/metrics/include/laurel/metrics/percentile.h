#pragma once

#include <span>

namespace laurel {

/// The percentile by linear interpolation between order statistics at rank percent / 100 · (n − 1),
/// as numpy.percentile computes it.
/// @param sorted  ascending, without NaN
/// @param percent 0 to 100
/// @throws Error InvalidArgument when there is no value or percent is out of range
double percentile(std::span<const float> sorted, double percent);

} // namespace laurel
