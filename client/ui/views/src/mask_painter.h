#pragma once

#include "device_grid.h"
#include "label_plane.h"
#include "mask_table.h"

#include <QRect>

#include <functional>
#include <vector>

class QBrush;
class QPainter;

namespace laurel::ui {

inline constexpr double outlineWidth = 1.6; ///< device-independent pixels

/// Strips along the border of a segment, on its inner side, so that neighbours show both colours.
/// Whole pixels are opaque, what is left of the width is translucent: crisp at any pixel ratio.
class OutlineStrips {
  public:
    explicit OutlineStrips(double pixelRatio);

    enum class Side { Top, Bottom, Left, Right }; ///< of the border, seen from inside

    /// @param edge    the border: for Top and Bottom its pixel row and from where to where in x,
    /// for
    ///                Left and Right its pixel column and from where to where in y
    /// @param inwards how many pixels the voxel has; no strip is thicker
    void add(Side side, int edge, int from, int to, int inwards);
    int thickness() const noexcept { return solidWidth_; }
    void paint(QPainter& painter, const QColor& color) const;

  private:
    static QRect strip(Side side, int edge, int from, int to, int start, int width);

    int solidWidth_;
    double softOpacity_;
    std::vector<QRect> solid_;
    std::vector<QRect> soft_;
};

/// Draws masks in device pixels straight from the labels, without a picture in between: what is
/// exposed is all that is looked at, and there is nothing to keep up to date. The painter must be
/// in device pixels and must not antialias.
class MaskPainter {
  public:
    MaskPainter(QPainter& painter, const LabelPlane& labels, const MaskTable& table,
                const DeviceGrid& grid);

    /// Each segment's voxels in `brushOf(entry)`; where that has no style, none.
    void fill(const PlaneRect& part, const std::function<QBrush(const MaskTable::Entry&)>& brushOf);
    void outline(const PlaneRect& part);

  private:
    void fillLayer(int layer, const PlaneRect& part, std::vector<std::vector<QRect>>& rects) const;
    void outlineRow(int layer, std::int64_t row, const PlaneRect& part,
                    std::vector<OutlineStrips>& strips) const;
    void outlineAcross(int layer, std::int64_t row, std::int64_t beyond, const PlaneRect& part,
                       std::vector<OutlineStrips>& strips) const;
    int outlined(int layer, std::uint16_t value) const;

    QPainter& painter_;
    const LabelPlane& labels_;
    const MaskTable& table_;
    const DeviceGrid& grid_;
};

/// The translucent fill of accepted masks.
QBrush maskBrush(const MaskTable::Entry& entry);

} // namespace laurel::ui
