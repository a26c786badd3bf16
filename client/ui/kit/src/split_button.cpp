#include "laurel/ui_kit/buttons.h"

#include "content_line.h"
#include "key_override.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"
#include "menu_choice.h"

#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>

namespace laurel::ui {
namespace {

constexpr int padding = 12;
constexpr int menuWidth = 34;

QColor fillOf(bool enabled, bool primary, bool hot, bool on) {
    const Theme& colors = theme();
    if (!enabled)
        return {};
    if (primary)
        return on ? colors.laurelPressed : (hot ? colors.laurelHover : colors.laurel);
    return on ? colors.selected : (hot ? colors.hover : colors.raised);
}

QColor borderOf(bool enabled, bool primary) {
    if (!enabled)
        return theme().line;
    return primary ? QColor() : theme().fieldBorder;
}

QColor textOf(bool enabled, bool primary) {
    if (!enabled)
        return theme().text3;
    return primary ? theme().onLaurel : theme().text1;
}

QFont textFont() {
    return ui::font(TextRole::Body, QFont::DemiBold);
}

} // namespace

SplitButton::SplitButton(Icon glyph, const QString& text, QWidget* parent)
    : ButtonBase(text, parent), glyph_(glyph) {
    setText(text);
}

void SplitButton::setMenu(QMenu* menu) {
    menu_ = menu;
    updateGeometry();
    update();
}

void SplitButton::setPrimary(bool primary) {
    primary_ = primary;
    update();
}

int SplitButton::menuLeft() const {
    return menu_ ? width() - menuWidth : width();
}

QSize SplitButton::sizeHint() const {
    const QFontMetrics metrics(textFont());
    const int content = 16 + 6 + metrics.horizontalAdvance(text());
    return {padding + content + (menu_ ? 8 + menuWidth : padding),
            heightFor(metrics, space::button)};
}

void SplitButton::paintEvent(QPaintEvent*) {
    const QColor text = textOf(isEnabled(), primary_);
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusControl, fillOf(isEnabled(), primary_, isHot(), isOn()),
            borderOf(isEnabled(), primary_));
    const ContentLine line{.glyph = glyph_,
                           .text = this->text(),
                           .textFont = textFont(),
                           .glyphColor = text,
                           .textColor = text};
    line.paint(painter, QRectF(padding, 0, menuLeft() - padding, height()));
    if (!menu_)
        return;
    QColor edge = text;
    edge.setAlphaF(0.45F);
    drawEdge(painter, QRectF(menuLeft(), 7, 1, height() - 14), Qt::LeftEdge, edge);
    QRectF chevron(0, 0, 16, 16);
    chevron.moveCenter(QPointF((menuLeft() + width()) / 2.0, height() / 2.0));
    paintIcon(painter, Icon::ChevronDown, chevron, text);
}

void SplitButton::openMenu() {
    if (menu_)
        openUnder(menu_, this, true);
}

void SplitButton::mousePressEvent(QMouseEvent* event) {
    if (menu_ && event->button() == Qt::LeftButton && event->position().x() >= menuLeft())
        openMenu();
    else
        ButtonBase::mousePressEvent(event);
}

bool SplitButton::event(QEvent* event) {
    return keepsKey(event, {Qt::Key_Down}) || ButtonBase::event(event);
}

void SplitButton::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down)
        openMenu();
    else
        ButtonBase::keyPressEvent(event);
}

} // namespace laurel::ui
