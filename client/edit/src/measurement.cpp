#include "laurel/edit/measurement.h"

#include <cmath>
#include <numbers>

namespace laurel {

namespace {

WorldPoint difference(const WorldPoint& from, const WorldPoint& to) {
    return {to.x - from.x, to.y - from.y, to.z - from.z};
}

double dot(const WorldPoint& a, const WorldPoint& b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

WorldPoint cross(const WorldPoint& a, const WorldPoint& b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

} // namespace

std::size_t pointsOf(MeasureKind kind) noexcept {
    return kind == MeasureKind::Length ? 2 : 3;
}

double lengthMm(const WorldPoint& from, const WorldPoint& to) noexcept {
    return std::hypot(to.x - from.x, to.y - from.y, to.z - from.z);
}

/// By the arc tangent, which stays exact near 0 and 180 where an arc cosine does not.
double angleDegrees(const WorldPoint& arm, const WorldPoint& vertex,
                    const WorldPoint& otherArm) noexcept {
    const WorldPoint one = difference(vertex, arm);
    const WorldPoint other = difference(vertex, otherArm);
    const WorldPoint normal = cross(one, other);
    return std::atan2(std::sqrt(dot(normal, normal)), dot(one, other)) * 180 / std::numbers::pi;
}

double valueOf(const Measure& measurement) noexcept {
    const std::vector<WorldPoint>& points = measurement.points;
    if (points.size() < pointsOf(measurement.kind)) {
        return 0;
    }
    return measurement.kind == MeasureKind::Length ? lengthMm(points[0], points[1])
                                                   : angleDegrees(points[0], points[1], points[2]);
}

} // namespace laurel
