#pragma once

#include "limb_plane.h"

#include <vector>

namespace laurel {

/// Adds points around a circle, for `wrapCompartment`.
void appendCircle(std::vector<PlanePoint>& points, PlanePoint centre, double radius);

/// Fills the compartment field with the deep fascia: the convex hull of all that lies beneath it,
/// its corners rounded off; then measures it.
/// @param inside points on or within muscles and bones, at least three not in a line
void wrapCompartment(LimbPlane& plane, std::vector<PlanePoint> inside);

} // namespace laurel
