#pragma once

#include "device_grid.h"
#include "label_plane.h"
#include "mask_painter.h"
#include "mask_table.h"
#include "region_loops.h"

#include "laurel/workflow/proposal.h"

#include <optional>

namespace laurel::ui {

/// A proposal on one plane: hatched at 45° and dashed, so that nobody takes it for a mask.
class ProposalPicture {
  public:
    void forget();
    /// The painter is in device pixels, without antialiasing.
    void paint(QPainter& painter, const QRect& pixels, const DeviceGrid& grid);
    void read(const Proposal& proposal, const Segmentation& segmentation, const PlaneLayout& layout,
              std::int64_t slice);

  private:
    void paintDashes(QPainter& painter, const QRect& pixels, const DeviceGrid& grid) const;

    LabelPlane labels_;
    MaskTable table_;
    std::vector<RegionLoop> loops_;
    std::optional<std::int64_t> slice_;
};

} // namespace laurel::ui
