#include "laurel/ui_kit/buttons.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QPainter>

namespace laurel::ui {
namespace {

constexpr int railWidth = 38;
constexpr int railHeight = 32;

QColor fillOf(bool rail, bool framed, bool hot, bool on) {
    if (on)
        return rail ? theme().laurel : theme().selected;
    if (hot)
        return theme().hover;
    return framed ? theme().raised : QColor();
}

QColor glyphOf(bool rail, bool enabled, bool hot, bool on) {
    if (!enabled)
        return theme().controlEdge;
    if (on)
        return rail ? theme().onLaurel : theme().laurelText;
    return hot ? theme().text1 : theme().text2;
}

} // namespace

GlyphButton::GlyphButton(Icon glyph, const QString& name, const QString& letter, QWidget* parent)
    : ButtonBase(name, parent), glyph_(glyph), letter_(letter) {
    setToolTip(letter.isEmpty() ? name : QStringLiteral("%1  %2").arg(name, letter));
}

void GlyphButton::setLetter(const QString& letter) {
    letter_ = letter;
    update();
}

void GlyphButton::setGlyph(Icon glyph) {
    glyph_ = glyph;
    update();
}

void GlyphButton::setGlyphSize(int side) {
    glyphSize_ = side;
    update();
}

void GlyphButton::setSide(int side) {
    side_ = side;
    updateGeometry();
}

void GlyphButton::setFramed(bool framed) {
    framed_ = framed;
    update();
}

QSize GlyphButton::sizeHint() const {
    return letter_.isEmpty() ? QSize(side_, side_) : QSize(railWidth, railHeight);
}

void GlyphButton::paintEvent(QPaintEvent*) {
    const bool rail = !letter_.isEmpty();
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusControl, fillOf(rail, framed_, isHot(), isOn()),
            framed_ ? (isEnabled() ? theme().fieldBorder : theme().line) : QColor());
    QRectF square(0, 0, glyphSize_, glyphSize_);
    square.moveCenter(QRectF(rect()).center());
    paintIcon(painter, glyph_, square, glyphOf(rail, isEnabled(), isHot(), isOn()));
    if (!rail)
        return;
    painter.setFont(ui::font(TextRole::Rail));
    painter.setPen(isOn() ? theme().onLaurel : (isEnabled() ? theme().text3 : theme().controlEdge));
    painter.drawText(rect().adjusted(0, 0, -3, -1), Qt::AlignRight | Qt::AlignBottom, letter_);
}

} // namespace laurel::ui
