#pragma once

#include "laurel/edit/plane_frame.h"

#include <cstddef>
#include <optional>
#include <vector>

/// Closed curves through handles. Plain values; lengths in mm on a plane (see CurvePoint).
namespace laurel {

/// A closed curve that goes through its handles in order: a centripetal Catmull-Rom spline (Yuksel,
/// Schaefer, Keyser, Computer-Aided Design 43 (2011) 747-755), which has no cusps or loops of its
/// own and moves only near a handle that moves. Two handles make a line, one a point.
struct Contour {
    std::vector<CurvePoint> handles;
    bool hole = false; ///< takes away instead of adding
    bool operator==(const Contour&) const = default;
};

/// Where on a contour: between handle `span` and the next, at `at` of the way (0 to 1).
struct CurvePlace {
    std::size_t span = 0;
    double at = 0;
    CurvePoint point;
    double distance = 0; ///< mm from what was asked for
};

/// Precondition: span < handles.size(); 0 <= at <= 1.
CurvePoint pointOn(const Contour& contour, std::size_t span, double at);

/// The curve as a closed polygon (the last point is joined to the first) that lies within
/// `tolerance` mm of it, handles included. Points of span s come before those of span s + 1.
std::vector<CurvePoint> flatten(const Contour& contour, double tolerance);

/// Positive where x turns to y; of the polygon, in mm².
double signedArea(const std::vector<CurvePoint>& polygon);
double perimeter(const std::vector<CurvePoint>& polygon);
/// From the point to the nearest of the closed polygon, mm; infinity without points.
double distanceTo(const std::vector<CurvePoint>& polygon, const CurvePoint& point);
/// By winding: true where the polygon goes around the point, however often.
bool encloses(const std::vector<CurvePoint>& polygon, const CurvePoint& point);
/// Of the area; the mean of the handles where there is none.
CurvePoint centreOf(const Contour& contour);

/// The nearest place of the curve; none without handles.
std::optional<CurvePlace> nearestOn(const Contour& contour, const CurvePoint& point);
/// The nearest handle within `reach` mm.
std::optional<std::size_t> handleAt(const Contour& contour, const CurvePoint& point, double reach);

/// Puts a handle at the place and returns its number.
std::size_t insertHandle(Contour& contour, const CurvePlace& place);
/// False, and nothing is done, when only three are left: a curve has at least three handles.
bool removeHandle(Contour& contour, std::size_t handle);

void translate(Contour& contour, const CurvePoint& by);
/// About a point: scaled, then turned by an angle (radians, from x to y).
void turnAndScale(Contour& contour, const CurvePoint& about, double angle, double scale);

/// A curve with fewer handles from which no point of the old one is further than `tolerance` mm; at
/// least four handles. The old curve where that takes no fewer.
Contour simplified(const Contour& contour, double tolerance);

} // namespace laurel
