#include "laurel/ui_kit/choices.h"

#include "content_line.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QPainter>

namespace laurel::ui {
namespace {

constexpr int switchWidth = 30;
constexpr int switchHeight = 16;
constexpr int checkSide = 16;
constexpr int checkGap = 8;

QColor knobColor(bool enabled, bool on) {
    const Theme& colors = theme();
    if (!enabled)
        return colors.controlEdge;
    if (on)
        return colors.onLaurel;
    return colors.dark ? colors.text1 : colors.raised;
}

void paintTick(QPainter& painter, const QRectF& box, const QColor& color) {
    const QRectF inner = box.adjusted(1.5, 1.5, -1.5, -1.5);
    paintIcon(painter, Icon::Check, inner, color);
}

} // namespace

Switch::Switch(const QString& name, QWidget* parent) : ButtonBase(name, parent) {
    setCheckable(true);
    setToolTip(name);
}

QSize Switch::sizeHint() const {
    return {switchWidth, space::button};
}

void Switch::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    const bool on = isChecked();
    QPainter painter(this);
    const QRectF body((width() - switchWidth) / 2.0, (height() - switchHeight) / 2.0, switchWidth,
                      switchHeight);
    const QColor off =
        isHot() ? colors.controlEdge : (colors.dark ? colors.fieldBorder : colors.controlEdge);
    const QColor lit = isHot() ? colors.laurelHover : colors.laurel;
    drawBox(painter, body, switchHeight / 2.0, isEnabled() ? (on ? lit : off) : QColor(),
            isEnabled() ? QColor() : colors.line);
    const double side = switchHeight - 4;
    const double left = on ? body.right() - 2 - side : body.left() + 2;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(knobColor(isEnabled(), on));
    painter.drawEllipse(QRectF(left, body.top() + 2, side, side));
}

CheckBox::CheckBox(const QString& text, QWidget* parent) : ButtonBase(text, parent) {
    setText(text);
    setCheckable(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize CheckBox::sizeHint() const {
    const QFontMetrics metrics(ui::font(TextRole::Body));
    const int label = text().isEmpty() ? 0 : checkGap + metrics.horizontalAdvance(text());
    return {checkSide + label, heightFor(metrics, space::button)};
}

QSize CheckBox::minimumSizeHint() const {
    return {checkSide + checkGap + 24, sizeHint().height()};
}

void CheckBox::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    const QRectF box(QRect(0, (height() - checkSide) / 2, checkSide, checkSide));
    const bool filled = isChecked() && isEnabled();
    const QColor lit = isHot() ? colors.laurelHover : colors.laurel;
    drawBox(painter, box, space::radiusCheck, filled ? lit : (isHot() ? colors.hover : QColor()),
            filled ? QColor() : (isEnabled() ? colors.controlEdge : colors.fieldBorder));
    if (isChecked())
        paintTick(painter, box, isEnabled() ? colors.onLaurel : colors.text3);
    painter.setFont(ui::font(TextRole::Body));
    painter.setPen(isEnabled() ? colors.text1 : colors.text3);
    const QRectF place(checkSide + checkGap, 0, width() - checkSide - checkGap, height());
    drawLine(painter, place, Qt::AlignLeft,
             elidedMiddle(QFontMetrics(painter.font()), text(), static_cast<int>(place.width())));
}

} // namespace laurel::ui
