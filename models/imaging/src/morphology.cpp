#include "laurel/base/error.h"
#include "laurel/imaging/masks.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// Distances carry float rounding; a voxel at the radius itself must count as inside the ball, the
/// same way for dilation and erosion, or opening would not be idempotent.
float reachOf(double radius) {
    if (!std::isfinite(radius) || radius < 0) {
        throw Error(ErrorCode::InvalidArgument,
                    "a radius must be at least 0 mm, not " + std::to_string(radius));
    }
    return static_cast<float>(radius * (1 + 1e-5));
}

template <typename Keep>
Mask selected(const std::vector<float>& distances, const Keep& keep) {
    Mask result(distances.size());
    std::transform(distances.begin(), distances.end(), result.begin(),
                   [&](float distance) { return static_cast<std::uint8_t>(keep(distance)); });
    return result;
}

} // namespace

Mask dilate(MaskView mask, const GridSize& size, const std::array<double, 3>& spacing,
            double radius) {
    const float reach = reachOf(radius);
    return selected(distanceTransform(mask, size, spacing),
                    [reach](float distance) { return distance <= reach; });
}

Mask erode(MaskView mask, const GridSize& size, const std::array<double, 3>& spacing,
           double radius) {
    const float reach = reachOf(radius);
    Mask background(mask.size());
    std::transform(mask.begin(), mask.end(), background.begin(),
                   [](std::uint8_t value) { return std::uint8_t{value == 0}; });
    return selected(distanceTransform(background, size, spacing),
                    [reach](float distance) { return distance > reach; });
}

Mask open(MaskView mask, const GridSize& size, const std::array<double, 3>& spacing,
          double radius) {
    return dilate(erode(mask, size, spacing, radius), size, spacing, radius);
}

Mask close(MaskView mask, const GridSize& size, const std::array<double, 3>& spacing,
           double radius) {
    return erode(dilate(mask, size, spacing, radius), size, spacing, radius);
}

} // namespace laurel
