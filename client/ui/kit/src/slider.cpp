#include "laurel/ui_kit/choices.h"

#include "accessibility.h"
#include "key_override.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace laurel::ui {
namespace {

constexpr double track = 3;
constexpr double handle = 12;
constexpr int wheelNotch = 120;

void paintHandle(QPainter& painter, QPointF center, bool enabled) {
    const Theme& colors = theme();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(enabled && !colors.dark ? colors.controlEdge : colors.panel, 1));
    painter.setBrush(enabled ? (colors.dark ? colors.text1 : colors.raised) : colors.controlEdge);
    const double radius = handle / 2 - (enabled && !colors.dark ? 0.5 : 0);
    painter.drawEllipse(center, radius, radius);
}

} // namespace

Slider::Slider(const QString& name, double low, double high, double step, QWidget* parent)
    : QWidget(parent), low_(low), high_(high), step_(step), value_(low) {
    Q_ASSERT(low < high && step > 0);
    installAccessibility();
    setAccessibleName(name);
    setToolTip(name);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this);
}

void Slider::setValue(double value) {
    value_ = std::clamp(value, low_, high_);
    update();
}

void Slider::moveTo(double value) {
    const double onStep =
        low_ + std::round((std::clamp(value, low_, high_) - low_) / step_) * step_;
    const double next = std::min(onStep, high_);
    if (next == value_ || !isEnabled())
        return;
    setValue(next);
    announceValue(this);
    Q_EMIT moved(value_);
}

double Slider::valueAt(double x) const {
    return low_ + (high_ - low_) * (x - handle / 2) / std::max(1.0, width() - handle);
}

QSize Slider::sizeHint() const {
    return {120, space::button};
}

QSize Slider::minimumSizeHint() const {
    return {40, space::button};
}

void Slider::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    const double share = (value_ - low_) / (high_ - low_);
    const QPointF center(handle / 2 + share * (width() - handle), height() / 2.0);
    const QRectF whole(1, center.y() - track / 2, width() - 2, track);
    drawBox(painter, whole, track / 2, isEnabled() ? colors.fieldBorder : colors.line);
    QRectF done = whole;
    done.setRight(center.x());
    drawBox(painter, done, track / 2, isEnabled() ? colors.laurel : colors.fieldBorder);
    paintHandle(painter, center, isEnabled());
}

void Slider::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        moveTo(valueAt(event->position().x()));
}

void Slider::mouseMoveEvent(QMouseEvent* event) {
    if (event->buttons().testFlag(Qt::LeftButton))
        moveTo(valueAt(event->position().x()));
}

bool Slider::event(QEvent* event) {
    return keepsKey(event, {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp,
                            Qt::Key_PageDown, Qt::Key_Home, Qt::Key_End}) ||
           QWidget::event(event);
}

void Slider::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        return moveTo(value_ - step_);
    case Qt::Key_Right:
    case Qt::Key_Up:
        return moveTo(value_ + step_);
    case Qt::Key_PageDown:
        return moveTo(value_ - 10 * step_);
    case Qt::Key_PageUp:
        return moveTo(value_ + 10 * step_);
    case Qt::Key_Home:
        return moveTo(low_);
    case Qt::Key_End:
        return moveTo(high_);
    default:
        QWidget::keyPressEvent(event);
    }
}

void Slider::wheelEvent(QWheelEvent* event) {
    moveTo(value_ + step_ * event->angleDelta().y() / wheelNotch);
    event->accept();
}

} // namespace laurel::ui
