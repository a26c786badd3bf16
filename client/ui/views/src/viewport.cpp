#include "viewport.h"

#include <algorithm>

namespace laurel::ui {

void Viewport::setPlane(const QSizeF& sizeMm) {
    plane_ = sizeMm;
    fit();
}

void Viewport::setWidget(const QSizeF& size) {
    widget_ = size.expandedTo({1, 1});
    if (fitted_) {
        fit();
    }
}

double Viewport::fittingScale() const {
    return std::min(widget_.width() / plane_.width(), widget_.height() / plane_.height());
}

void Viewport::fit() {
    fitted_ = true;
    scale_ = fittingScale();
    centre_ = {plane_.width() / 2, plane_.height() / 2};
}

void Viewport::setScale(double pixelsPerMm, double largest, const QPointF& fixedPoint) {
    const QPointF fixedMm = toPlane(fixedPoint);
    const double smallest = fittingScale() / 10;
    scale_ = std::clamp(pixelsPerMm, smallest, std::max(largest, smallest));
    centre_ = fixedMm - (fixedPoint - middle()) / scale_;
    fitted_ = false;
    keepInSight();
}

void Viewport::pan(const QPointF& pixels) {
    centre_ -= pixels / scale_;
    fitted_ = false;
    keepInSight();
}

bool Viewport::reveal(const QPointF& mm) {
    static constexpr double margin = 24;
    const QPointF at = toWidget(mm);
    const auto overshoot = [](double value, double length) {
        const double inset = std::min(margin, length / 2);
        return value - std::clamp(value, inset, length - inset);
    };
    const QPointF by{overshoot(at.x(), widget_.width()), overshoot(at.y(), widget_.height())};
    if (!by.isNull()) {
        pan(-by);
    }
    return !by.isNull();
}

void Viewport::keepInSight() {
    centre_ = {std::clamp(centre_.x(), 0.0, plane_.width()),
               std::clamp(centre_.y(), 0.0, plane_.height())};
}

} // namespace laurel::ui
