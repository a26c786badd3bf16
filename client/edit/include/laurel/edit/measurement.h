#pragma once

#include "laurel/imaging/geometry.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// Lengths and angles in the patient. Plain values, LPS mm: whatever the voxels' shape and the
/// view's zoom, the same points give the same numbers.
namespace laurel {

enum class MeasureKind : std::uint8_t {
    Length, ///< between two points
    Angle   ///< between three, at the second
};

struct Measure {
    MeasureKind kind = MeasureKind::Length;
    std::vector<WorldPoint> points;
    bool operator==(const Measure&) const = default;
};

/// How many points one has when it is complete.
std::size_t pointsOf(MeasureKind kind) noexcept;

double lengthMm(const WorldPoint& from, const WorldPoint& to) noexcept;
/// 0 to 180; 0 where an arm has no length.
double angleDegrees(const WorldPoint& arm, const WorldPoint& vertex,
                    const WorldPoint& otherArm) noexcept;
/// Millimetres or degrees; 0 while points are missing.
double valueOf(const Measure& measurement) noexcept;

} // namespace laurel
