#include "laurel/ui_kit/plots.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"
#include "plot_ticks.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel::ui {
namespace {

constexpr double dragThreshold = 6;
constexpr double reach = 24; ///< px from the pointer to a point that it reads

bool isFinite(QPointF point) {
    return std::isfinite(point.x()) && std::isfinite(point.y());
}

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void add(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    bool isEmpty() const { return !(low <= high); }
};

/// The ends that the axis fixes, else those of the data with a little air (the x axis needs none).
std::pair<double, double> endsOf(const PlotAxis& axis, Extent data, double air) {
    if (data.isEmpty())
        data = {axis.low.value_or(0), axis.high.value_or(axis.low.value_or(0) + 1)};
    double range = data.high - data.low;
    if (range <= 0)
        range = std::max(1e-6, std::abs(data.high));
    const double low = axis.low.value_or(data.low - air * range);
    const double high = axis.high.value_or(data.high + air * range);
    return {low, high > low ? high : low + range};
}

} // namespace

CurvePlot::CurvePlot(const QString& name, QWidget* parent) : QWidget(parent) {
    setAccessibleName(name);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    followTheme(this);
}

void CurvePlot::setCurves(std::vector<Curve> curves) {
    curves_ = std::move(curves);
    prepare();
}

void CurvePlot::setAxes(const PlotAxis& x, const PlotAxis& y) {
    x_ = x;
    y_ = y;
    prepare();
}

void CurvePlot::setLevel(const std::optional<PlotLevel>& level) {
    level_ = level;
    prepare();
}

void CurvePlot::setMarker(const std::optional<PlotMarker>& marker) {
    marker_ = marker;
    update();
}

void CurvePlot::setSmoothing(double weight) {
    smoothing_ = std::clamp(weight, 0.0, 0.999);
    prepare();
}

void CurvePlot::prepare() {
    drawn_.clear();
    for (const Curve& curve : curves_) {
        if (smoothing_ > 0)
            drawn_.push_back({smoothed(curve.points, smoothing_),
                              curve.faintRaw ? curve.points : std::vector<QPointF>()});
        else
            drawn_.push_back({curve.points, {}});
    }
    all_ = everything();
    describe();
    update();
}

/// What a screen reader says: each curve's last value.
void CurvePlot::describe() {
    QStringList parts;
    for (const Curve& curve : curves_) {
        const double last = curve.points.empty() ? std::nan("") : curve.points.back().y();
        parts << QStringLiteral("%1 %2").arg(curve.name, numberText(last, 3));
    }
    if (level_)
        parts << level_->label;
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
}

QRectF CurvePlot::everything() const {
    Extent x, y;
    for (const Drawn& drawn : drawn_)
        for (const auto* points : {&drawn.line, &drawn.faint})
            for (const QPointF& point : *points)
                if (isFinite(point)) {
                    x.add(point.x());
                    y.add(point.y());
                }
    if (level_ && std::isfinite(level_->value) && !y.isEmpty())
        y.add(level_->value);
    const auto [left, right] = endsOf(x_, x, 0);
    const auto [low, high] = endsOf(y_, y, 0.06);
    return {QPointF(left, low), QPointF(right, high)};
}

QRectF CurvePlot::shown() const {
    return zoom_.value_or(all_);
}

void CurvePlot::showAll() {
    if (!zoom_)
        return;
    zoom_.reset();
    update();
    Q_EMIT zoomed();
}

CurvePlot::Frame CurvePlot::frame() const {
    return {shown(), area(), x_.reversed, y_.reversed};
}

QPointF CurvePlot::Frame::toScreen(QPointF value) const {
    const double right = (value.x() - range.left()) / range.width();
    const double up = (value.y() - range.top()) / range.height();
    return {place.left() + (xReversed ? 1 - right : right) * place.width(),
            place.top() + (yReversed ? up : 1 - up) * place.height()};
}

QPointF CurvePlot::Frame::toValue(QPointF position) const {
    const double right = (position.x() - place.left()) / place.width();
    const double down = (position.y() - place.top()) / place.height();
    return {range.left() + (xReversed ? 1 - right : right) * range.width(),
            range.top() + (yReversed ? down : 1 - down) * range.height()};
}

CurvePlot::Nearest CurvePlot::nearestTo(QPointF position, const Frame& frame) const {
    Nearest nearest;
    double least = reach;
    for (std::size_t i = 0; i < curves_.size(); ++i)
        for (const QPointF& point : drawn_[i].line) {
            const QPointF away =
                isFinite(point) ? frame.toScreen(point) - position : QPointF(1e9, 0);
            const double distance = std::hypot(away.x(), away.y());
            if (distance < least) {
                least = distance;
                nearest = {&curves_[i], point};
            }
        }
    return nearest;
}

void CurvePlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && area().contains(event->position()))
        pressed_ = event->position();
}

void CurvePlot::mouseMoveEvent(QMouseEvent* event) {
    pointer_ = event->position();
    update();
}

void CurvePlot::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !pressed_)
        return;
    const QRectF dragged = QRectF(*pressed_, event->position()).normalized() & area();
    pressed_.reset();
    update();
    const Frame now = frame();
    if (dragged.width() < dragThreshold && dragged.height() < dragThreshold)
        Q_EMIT picked(now.toValue(event->position()));
    if (dragged.width() < dragThreshold || dragged.height() < dragThreshold)
        return;
    zoom_ = QRectF(now.toValue(dragged.topLeft()), now.toValue(dragged.bottomRight())).normalized();
    Q_EMIT zoomed();
}

void CurvePlot::mouseDoubleClickEvent(QMouseEvent*) {
    showAll();
}

void CurvePlot::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && zoom_)
        showAll();
    else
        QWidget::keyPressEvent(event);
}

void CurvePlot::leaveEvent(QEvent*) {
    pointer_.reset();
    update();
}

} // namespace laurel::ui
