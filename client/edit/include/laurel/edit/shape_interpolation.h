#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/plane_frame.h"

#include <vector>

/// Masks of slices that lie between drawn ones.
namespace laurel {

/// Everything between two masks of one plane, from their signed distances (Raya & Udupa, IEEE TMI 9
/// (1990) 32-42), whatever the number of pieces and holes. Where moving one shape's centre onto the
/// other's makes them overlap better, they are moved towards each other first: a muscle that
/// crosses the slices obliquely stays whole.
class ShapeBlend {
  public:
    /// Both of the frame's size. @throws Error InvalidArgument otherwise
    ShapeBlend(MaskView from, MaskView to, const PlaneFrame& frame);

    /// @param part 0 gives `from` and 1 gives `to`, voxel for voxel
    Mask at(double part) const;

  private:
    double distanceAt(const std::vector<float>& distances, const CurvePoint& point) const;

    PlaneFrame frame_;
    std::vector<float> from_; ///< mm, negative inside
    std::vector<float> to_;
    CurvePoint shift_; ///< from the one's centre to the other's; none when it does not help
};

/// Slices `first` to `last` have nothing of the segment; first - 1 and last + 1 have.
struct SliceGap {
    std::int64_t first = 0;
    std::int64_t last = 0;
    bool operator==(const SliceGap&) const = default;
};
/// All gaps along an axis, ascending. @throws Error InvalidArgument for another axis than 0, 1, 2
std::vector<SliceGap> gapsOf(const LabelMap& labels, const Segment& segment, int axis);

struct InterpolatedSlice {
    SlicePlane plane;
    Mask mask; ///< columns fastest, see PlaneFrame
};
/// What belongs into a gap. @throws Error Cancelled
std::vector<InterpolatedSlice> interpolated(const LabelMap& labels, const Segment& segment,
                                            int axis, const SliceGap& gap,
                                            const CancellationToken& cancellation = {});

} // namespace laurel
