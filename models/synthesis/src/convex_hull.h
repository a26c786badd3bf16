#pragma once

#include "plane_grid.h"

#include <vector>

namespace laurel {

/// Corners of the smallest convex polygon around the points, in turning order, without those on
/// its sides (Andrew, Inf Process Lett 9 (1979) 216–219).
std::vector<PlanePoint> convexHull(std::vector<PlanePoint> points);

/// Signed distance to a convex polygon as made above, negative inside.
/// Precondition: at least three corners.
double distanceToConvex(const std::vector<PlanePoint>& polygon, PlanePoint point);

} // namespace laurel
