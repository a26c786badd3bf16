#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// Outlines of masks in a plane. Coordinates are in pixels: centres at integers, so that corners of
/// pixels lie at halves.
namespace laurel {

struct ContourVertex {
    double x = 0;
    double y = 0;
    bool operator==(const ContourVertex&) const = default;
};

/// A closed polygon; the last point is joined to the first.
using PlaneContour = std::vector<ContourVertex>;

struct ContourPlane {
    std::int64_t columns = 0;
    std::int64_t rows = 0;
};

/// The outlines of a mask along the edges of its pixels, one for each set of pixels joined by their
/// edges. A hole is joined to the outline around it by a path of no width, there and back, that
/// starts at its first corner; so each contour encloses its pixels under the even-odd rule alone.
/// Points lie at corners only, none in the middle of a straight edge.
std::vector<PlaneContour> traceContours(std::span<const std::uint8_t> mask,
                                        const ContourPlane& plane);

/// Makes those pixels 1 whose centre lies inside an odd number of the contours, by the even-odd
/// rule for each, and the others 0. A centre on an edge counts as inside on the low side of x and y
/// only, so that contours that share an edge share no pixel.
void fillContours(std::span<const PlaneContour> contours, const ContourPlane& plane,
                  std::span<std::uint8_t> mask);

} // namespace laurel
