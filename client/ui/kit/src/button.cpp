#include "laurel/ui_kit/buttons.h"

#include "content_line.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QPainter>

#include <algorithm>

namespace laurel::ui {
namespace {

constexpr int padding = 12;
constexpr int hintGap = 8;

struct Look {
    QColor fill, border, text, glyph;
};

Look disabledLook(ButtonKind kind) {
    const Theme& colors = theme();
    return {
        {}, kind == ButtonKind::Quiet ? QColor() : colors.line, colors.text3, colors.controlEdge};
}

Look primaryLook(bool hot, bool on) {
    const Theme& colors = theme();
    const QColor& fill = on ? colors.laurelPressed : (hot ? colors.laurelHover : colors.laurel);
    return {fill, {}, colors.onLaurel, colors.onLaurel};
}

Look normalLook(bool hot, bool on) {
    const Theme& colors = theme();
    if (on)
        return {colors.selected, colors.laurel, colors.text1, colors.laurelText};
    return {hot ? colors.hover : colors.raised, colors.fieldBorder, colors.text1, colors.text1};
}

Look quietLook(bool hot, bool on) {
    const Theme& colors = theme();
    if (on)
        return {colors.selected, {}, colors.laurelText, colors.laurelText};
    const QColor& text = hot ? colors.text1 : colors.text2;
    return {hot ? colors.hover : QColor(), {}, text, text};
}

Look confirmLook(bool hot, bool on) {
    const Theme& colors = theme();
    const QColor fill = on ? colors.selected : (hot ? colors.hover : QColor());
    return {fill, colors.laurel, colors.laurelText, colors.laurelText};
}

Look lookOf(ButtonKind kind, bool enabled, bool hot, bool on) {
    if (!enabled)
        return disabledLook(kind);
    if (kind == ButtonKind::Primary)
        return primaryLook(hot, on);
    if (kind == ButtonKind::Confirm)
        return confirmLook(hot, on);
    return kind == ButtonKind::Normal ? normalLook(hot, on) : quietLook(hot, on);
}

QFont textFont(ButtonKind kind) {
    return ui::font(TextRole::Body, kind == ButtonKind::Primary ? QFont::DemiBold : QFont::Medium);
}

} // namespace

Button::Button(const QString& text, ButtonKind kind, QWidget* parent)
    : ButtonBase(text, parent), kind_(kind) {
    setText(text);
}

void Button::setGlyph(std::optional<Icon> glyph) {
    glyph_ = glyph;
    updateGeometry();
    update();
}

void Button::setKind(ButtonKind kind) {
    kind_ = kind;
    updateGeometry();
    update();
}

void Button::setHint(const QString& keys) {
    hint_ = keys;
    updateGeometry();
    update();
}

void Button::setTall(bool tall) {
    tall_ = tall;
    updateGeometry();
}

int Button::contentWidth(bool withHint) const {
    const int glyph = glyph_ ? 16 + 6 : 0;
    const int hint =
        withHint && !hint_.isEmpty()
            ? hintGap + QFontMetrics(ui::font(TextRole::Caption)).horizontalAdvance(hint_)
            : 0;
    return glyph + QFontMetrics(textFont(kind_)).horizontalAdvance(text()) + hint;
}

QSize Button::sizeHint() const {
    const int base = tall_ ? space::primaryFoot : space::button;
    return {contentWidth(true) + 2 * padding, heightFor(QFontMetrics(textFont(kind_)), base)};
}

QSize Button::minimumSizeHint() const {
    return {contentWidth(false) + 2 * padding, sizeHint().height()};
}

void Button::paintEvent(QPaintEvent*) {
    const Look look = lookOf(kind_, isEnabled(), isHot(), isOn());
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusControl, look.fill, look.border);
    ContentLine line{.glyph = glyph_,
                     .text = text(),
                     .textFont = textFont(kind_),
                     .noteFont = ui::font(TextRole::Caption),
                     .glyphColor = look.glyph,
                     .textColor = look.text,
                     .noteColor = look.text};
    const bool hintFits = contentWidth(true) + 2 * padding <= width();
    const int used = contentWidth(hintFits);
    const double left = std::max(padding / 2, (width() - used) / 2);
    line.paint(painter, QRectF(left, 0, width() - left - padding / 2.0, height()));
    if (!hintFits || hint_.isEmpty())
        return;
    painter.setFont(line.noteFont);
    painter.setPen(look.text);
    drawLine(painter, QRectF(left, 0, used, height()), Qt::AlignRight, hint_);
}

} // namespace laurel::ui
