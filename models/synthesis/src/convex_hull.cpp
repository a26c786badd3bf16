#include "convex_hull.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

double cross(PlanePoint a, PlanePoint b) {
    return a.x * b.y - a.y * b.x;
}

double dot(PlanePoint a, PlanePoint b) {
    return a.x * b.x + a.y * b.y;
}

template <typename Iterator>
std::vector<PlanePoint> halfHull(Iterator begin, Iterator end) {
    std::vector<PlanePoint> hull;
    for (auto point = begin; point != end; ++point) {
        while (hull.size() >= 2 &&
               cross(hull.back() - hull[hull.size() - 2], *point - hull.back()) <= 0) {
            hull.pop_back();
        }
        hull.push_back(*point);
    }
    hull.pop_back();
    return hull;
}

} // namespace

std::vector<PlanePoint> convexHull(std::vector<PlanePoint> points) {
    std::sort(points.begin(), points.end(),
              [](PlanePoint a, PlanePoint b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
    if (points.size() < 3) {
        return points;
    }
    std::vector<PlanePoint> hull = halfHull(points.begin(), points.end());
    const std::vector<PlanePoint> rest = halfHull(points.rbegin(), points.rend());
    hull.insert(hull.end(), rest.begin(), rest.end());
    return hull;
}

double distanceToConvex(const std::vector<PlanePoint>& polygon, PlanePoint point) {
    double nearest = std::numeric_limits<double>::max();
    bool inside = true;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const PlanePoint from = polygon[i];
        const PlanePoint side = polygon[(i + 1) % polygon.size()] - from;
        const PlanePoint arm = point - from;
        inside = inside && cross(side, arm) >= 0;
        const double along = std::clamp(dot(arm, side) / dot(side, side), 0.0, 1.0);
        const PlanePoint away = arm - along * side;
        nearest = std::min(nearest, dot(away, away));
    }
    return inside ? -std::sqrt(nearest) : std::sqrt(nearest);
}

} // namespace laurel
