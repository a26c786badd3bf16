#include "laurel/ui_kit/range_histogram.h"

#include "laurel/ui_kit/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr double margin = 6; // so that a handle at an end is whole
constexpr double knob = 4.5; // radius
constexpr double foot = 12;  // px beneath the bars, for the knobs

} // namespace

RangeHistogram::RangeHistogram(const QString& name, QWidget* parent) : QWidget(parent) {
    setAccessibleName(name);
    setToolTip(name);
    setFixedHeight(sizeHint().height());
}

void RangeHistogram::setBars(std::vector<double> heights, double low, double high) {
    heights_ = std::move(heights);
    low_ = low;
    high_ = high;
    setRange(rangeLow_, rangeHigh_);
    update();
}

void RangeHistogram::setRange(double low, double high) {
    rangeLow_ = std::clamp(low, low_, high_);
    rangeHigh_ = std::clamp(high, rangeLow_, high_);
    update();
}

double RangeHistogram::xOf(double value) const {
    return margin + (value - low_) / (high_ - low_) * (width() - 2 * margin);
}

double RangeHistogram::valueAt(double x) const {
    const double part = std::clamp((x - margin) / std::max(width() - 2 * margin, 1.0), 0.0, 1.0);
    return std::lerp(low_, high_, part);
}

void RangeHistogram::mousePressEvent(QMouseEvent* event) {
    const double x = event->position().x();
    const double toLow = std::abs(x - xOf(rangeLow_));
    const double toHigh = std::abs(x - xOf(rangeHigh_));
    // Handles that lie together part to the side of the pointer.
    movesHigh_ = toHigh < toLow || (toHigh == toLow && x > xOf(rangeHigh_));
    moveHandle(x);
}

void RangeHistogram::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton)) {
        moveHandle(event->position().x());
    }
}

void RangeHistogram::moveHandle(double x) {
    const double value = valueAt(x);
    const double low = movesHigh_ ? rangeLow_ : std::min(value, rangeHigh_);
    const double high = movesHigh_ ? std::max(value, rangeLow_) : rangeHigh_;
    if (low != rangeLow_ || high != rangeHigh_) {
        setRange(low, high);
        Q_EMIT rangeMoved(low, high);
    }
}

void RangeHistogram::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& colors = theme();
    const double base = height() - foot;
    double highest = 0;
    for (std::size_t i = 1; i + 1 < heights_.size(); ++i) {
        highest = std::max(highest, heights_[i]);
    }
    const double step =
        (width() - 2 * margin) / std::max(1.0, static_cast<double>(heights_.size()));
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < heights_.size() && highest > 0; ++i) {
        // The square root shows the few beside the many.
        const double part = std::sqrt(std::min(heights_[i] / highest, 1.0));
        const double left = margin + step * static_cast<double>(i);
        const double middle = std::lerp(
            low_, high_, (static_cast<double>(i) + 0.5) / static_cast<double>(heights_.size()));
        painter.setBrush(middle >= rangeLow_ && middle <= rangeHigh_ ? colors.laurel
                                                                     : colors.controlEdge);
        const double tall = part * (base - 3);
        painter.drawRect(QRectF(left + 0.5, base - tall, std::max(step - 1, 0.5), tall));
    }
    painter.setPen(QPen(colors.line, 1));
    painter.drawLine(QPointF(margin, base + 0.5), QPointF(width() - margin, base + 0.5));
    for (const double value : {rangeLow_, rangeHigh_}) {
        const double x = xOf(value);
        painter.setPen(QPen(colors.laurel, 1.2));
        painter.drawLine(QPointF(x, 2), QPointF(x, base));
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.text1);
        painter.drawEllipse(QPointF(x, base + knob + 2), knob, knob);
    }
}

} // namespace laurel::ui
