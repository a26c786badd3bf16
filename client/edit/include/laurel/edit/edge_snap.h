#pragma once

#include "laurel/edit/contour.h"
#include "laurel/edit/edit_tool.h"

#include <vector>

/// Curves drawn to the edges of the image.
namespace laurel {

/// Grey values of one plane, read between voxels. Holds its own copy.
class PlaneImage {
  public:
    /// @throws Error InvalidArgument when the image has no such frame
    PlaneImage(const Volume& image, const PlaneFrame& frame, std::int64_t imageFrame = 0);
    PlaneImage(std::vector<float> values, const PlaneFrame& frame);

    const PlaneFrame& frame() const noexcept { return frame_; }
    /// Bilinear; beyond the border as on it.
    double at(const CurvePoint& point) const;

  private:
    std::vector<float> values_;
    PlaneFrame frame_;
};

/// How the image changes across the curve, from inside to outside.
enum class EdgeKind : std::uint8_t { Any, DarkToBright, BrightToDark };

struct SnapParameters {
    static constexpr ParameterRange<double> reachRange{0.5, 10.0, 0.5};
    double reachMm = 3; ///< how far from the curve an edge is looked for, to both sides
    EdgeKind edge = EdgeKind::Any;
    bool operator==(const SnapParameters&) const = default;
};

/// The slope of the image along a normal of a curve, at equal steps from -reach to +reach.
struct EdgeProfile {
    double stepMm = 1;
    std::vector<double> slopes; ///< outwards, per mm; an odd number, the middle one on the curve
    double offsetOf(std::size_t index) const {
        const std::size_t middle = slopes.size() / 2;
        return (static_cast<double>(index) - static_cast<double>(middle)) * stepMm;
    }
};
/// Steps of a quarter voxel; slopes are those of the image smoothed by a Gaussian of one voxel.
EdgeProfile profileAcross(const PlaneImage& image, const CurvePoint& point,
                          const CurvePoint& outwards, double reachMm);

/// The unit normal of the curve at a handle, away from what it encloses.
CurvePoint normalAt(const Contour& contour, std::size_t handle);

/// Moves each handle along its normal onto an edge, to a fraction of a voxel. Which edge is settled
/// for all handles together by dynamic programming (Amini, Weymouth, Jain, IEEE PAMI 12 (1990)
/// 855-867), so that neighbours move alike: strong slopes are worth most, then small steps between
/// neighbours, then a short way. Where the image has no slope at all, the curve stays.
Contour snapped(const Contour& contour, const PlaneImage& image, const SnapParameters& parameters);
/// The same for one handle. @return how far it moved outwards, mm
double snapHandle(Contour& contour, std::size_t handle, const PlaneImage& image,
                  const SnapParameters& parameters);

} // namespace laurel
