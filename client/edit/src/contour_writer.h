#pragma once

#include "laurel/edit/contour.h"
#include "laurel/edit/label_map_edit.h"

namespace laurel {

/// Writes what changing curves changes in the voxels of one plane, and no more: a voxel follows the
/// curves where those before and those now differ on it, or beside it if it was not as the curves
/// say, and else stays as it was. Going back with the curves brings back what they went over.
class ContourWriter {
  public:
    /// @param before the curves that the plane's mask has now
    ContourWriter(const LabelMapEdit& edit, const Segment& segment, const SlicePlane& plane,
                  const std::vector<Contour>& before);

    void write(LabelMapEdit& edit, const std::vector<Contour>& now);
    const PlaneFrame& frame() const noexcept { return frame_; }

  private:
    bool changesNear(const Mask& mask, std::size_t at) const;
    void put(LabelMapEdit& edit, std::size_t at, bool inside) const;

    Segment segment_;
    PlaneFrame frame_;
    Mask curvesBefore_;
    std::vector<std::uint16_t> labelsBefore_;
    Mask shown_; ///< as the plane is meant to be
};

} // namespace laurel
