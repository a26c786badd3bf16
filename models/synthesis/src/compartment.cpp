#include "compartment.h"

#include "convex_hull.h"

#include <cmath>
#include <numbers>

namespace laurel {

void appendCircle(std::vector<PlanePoint>& points, PlanePoint centre, double radius) {
    constexpr int corners = 24;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / corners;
        points.push_back(centre + radius * PlanePoint{std::cos(angle), std::sin(angle)});
    }
}

void wrapCompartment(LimbPlane& plane, std::vector<PlanePoint> inside) {
    constexpr int rounds = 6;         // of smoothing
    constexpr double looseness = 0.5; // mm between muscle and fascia
    const auto hull = convexHull(std::move(inside));
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            plane.at(c, r, 0) = static_cast<float>(
                distanceToConvex(hull, {plane.grid.x(c), plane.grid.y(r)}) - looseness);
        }
    }
    for (int i = 0; i < rounds; ++i) {
        smoothField(plane, 0);
    }
    measureCompartment(plane);
}

} // namespace laurel
