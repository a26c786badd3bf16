#pragma once

#include "slice_header.h"

/// Directions of an image plane. Precondition: the slice states its orientation.
namespace laurel {

using Vector3 = std::array<double, 3>;

inline Vector3 cross(const Vector3& a, const Vector3& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

inline double dot(const Vector3& a, const Vector3& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

inline Vector3 rowDirection(const SliceHeader& slice) {
    const auto& o = *slice.orientation;
    return {o[0], o[1], o[2]};
}

inline Vector3 columnDirection(const SliceHeader& slice) {
    const auto& o = *slice.orientation;
    return {o[3], o[4], o[5]};
}

inline Vector3 normalOf(const SliceHeader& slice) {
    return cross(rowDirection(slice), columnDirection(slice));
}

constexpr double sameDirection = 1e-3;  ///< greatest difference between direction cosines
constexpr double samePositionMm = 0.01; ///< slices closer than this lie at one place
constexpr double sameSpacing =
    0.05; ///< of the slice distance, by which a slice may be off its place
constexpr double driftPixels =
    0.25; ///< sideways, over the whole stack, before it counts as displaced

} // namespace laurel
