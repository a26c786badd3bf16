#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace laurel::ui {

/// Where a plane of so many mm lies in a widget: scale and pan. Lengths on the plane are mm from
/// its left and upper border, on the widget device-independent pixels. A value.
class Viewport {
  public:
    void setPlane(const QSizeF& sizeMm);
    /// Keeps what is in the middle; fits anew while nobody has zoomed or panned.
    void setWidget(const QSizeF& size);

    double pixelsPerMm() const noexcept { return scale_; }
    bool isFitted() const noexcept { return fitted_; }
    void fit();
    /// Clamped to a tenth of what fits and to `largest`; `fixedPoint` of the widget stays in place.
    void setScale(double pixelsPerMm, double largest, const QPointF& fixedPoint);
    /// A piece of the plane always stays in sight.
    void pan(const QPointF& pixels);
    /// Pans as little as needed to bring a point of the plane into sight. @return whether it did
    bool reveal(const QPointF& mm);

    QPointF middle() const { return {widget_.width() / 2, widget_.height() / 2}; }
    QPointF toWidget(const QPointF& mm) const { return middle() + (mm - centre_) * scale_; }
    QPointF toPlane(const QPointF& pixels) const { return centre_ + (pixels - middle()) / scale_; }
    /// The whole plane in the widget.
    QRectF planeRect() const { return {toWidget({0, 0}), plane_ * scale_}; }

  private:
    double fittingScale() const;
    void keepInSight();

    QSizeF plane_{1, 1};
    QSizeF widget_{1, 1};
    QPointF centre_{0.5, 0.5}; ///< of the plane, in the middle of the widget
    double scale_ = 1;
    bool fitted_ = true;
};

} // namespace laurel::ui
