#pragma once

#include "laurel/edit/contour.h"

/// From curves to voxels and back.
namespace laurel {

/// The voxels whose centres the curves enclose, by winding. Curves are laid down by the size of
/// their areas, the largest first, holes taking away: an island in a hole is kept, curves that
/// overlap are joined. Columns fastest, 0 or 1.
Mask rasterised(const std::vector<Contour>& contours, const PlaneFrame& frame);

/// Sets the voxels that a closed polygon encloses to `value`.
void fillPolygon(Mask& mask, const PlaneFrame& frame, const std::vector<CurvePoint>& polygon,
                 std::uint8_t value);

/// The borders of a mask: closed polygons half-way between voxel centres inside and outside, which
/// is where marching squares find the level 1/2 (Lorensen & Cline 1987, in the plane). Voxels that
/// touch by a corner only are apart. Borders of holes run the other way round than outer ones, and
/// `signedArea` is positive for outer ones. `rasterised` gives the mask again, voxel for voxel.
std::vector<std::vector<CurvePoint>> bordersOf(MaskView mask, const PlaneFrame& frame);

/// Curves with few handles that give back the mask: at most `mostWrong` of its voxels differ, and
/// of each piece, so that small pieces are exact.
struct TracingParameters {
    double mostWrong = 0.005; ///< 0: every voxel as it is
    double coarsest = 0.6;    ///< how far a curve may stray from the border at first, voxels
};
std::vector<Contour> traceContours(MaskView mask, const PlaneFrame& frame,
                                   const TracingParameters& parameters = {});

} // namespace laurel
