#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace laurel {

/// Positions come through world coordinates or sums; this much of a voxel is rounding. It makes
/// resampling to the same grid exact and keeps centres that lie on the border inside.
inline constexpr double positionRounding = 1e-6;

/// Whether a position lies within half a voxel of the centres 0 .. extent - 1.
inline bool isInside(double position, std::int64_t extent) {
    return position >= -0.5 - positionRounding &&
           position <= static_cast<double>(extent) - 0.5 + positionRounding;
}

/// The nearest voxel to a position inside; half-way positions go to the lower one.
inline std::int64_t nearestTo(double position, std::int64_t extent) {
    const auto nearest = static_cast<std::int64_t>(std::ceil(position - 0.5 - positionRounding));
    return std::clamp<std::int64_t>(nearest, 0, extent - 1);
}

} // namespace laurel
