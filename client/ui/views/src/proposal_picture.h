#pragma once

#include "device_grid.h"
#include "label_plane.h"
#include "mask_painter.h"
#include "mask_table.h"
#include "region_loops.h"

#include <optional>

namespace laurel::ui {

/// The labels of a proposal, or what an offered step changes, on one plane: hatched at 45° and
/// dashed, so that nobody takes it for a mask.
class ProposalPicture {
  public:
    void forget();
    /// The painter is in device pixels, without antialiasing.
    void paint(QPainter& painter, const QRect& pixels, const DeviceGrid& grid);
    void read(const LabelMap& proposed, const Segmentation& segmentation, const PlaneLayout& layout,
              std::int64_t slice);
    /// A step that is offered.
    void read(const EditDelta& change, const Segmentation& segmentation, const PlaneLayout& layout,
              std::int64_t slice);
    /// These voxels are to be read again, as LabelPlane::touch.
    void touch(const PlaneRect& part);

  private:
    void paintDashes(QPainter& painter, const QRect& pixels, const DeviceGrid& grid) const;

    LabelPlane labels_;
    MaskTable table_;
    std::vector<RegionLoop> loops_;
    std::optional<std::int64_t> slice_; ///< none: to be read anew
};

} // namespace laurel::ui
