#include "content_line.h"

#include "laurel/ui_kit/painting.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace laurel::ui {

int ContentLine::width() const {
    const int glyphWidth = glyph ? glyphSide + (text.isEmpty() ? 0 : gap) : 0;
    const int noteWidth = note.isEmpty() ? 0 : gap + QFontMetrics(noteFont).horizontalAdvance(note);
    return glyphWidth + QFontMetrics(textFont).horizontalAdvance(text) + noteWidth;
}

void ContentLine::paint(QPainter& painter, const QRectF& rect) const {
    QRectF rest = rect;
    if (glyph) {
        const QRectF square(rest.left(), rest.center().y() - glyphSide / 2.0, glyphSide, glyphSide);
        paintIcon(painter, *glyph, square, glyphColor);
        rest.setLeft(rest.left() + glyphSide + gap);
    }
    const QFontMetrics metrics(textFont);
    const int noteWidth = note.isEmpty() ? 0 : gap + QFontMetrics(noteFont).horizontalAdvance(note);
    const QString shown =
        elidedMiddle(metrics, text, std::max(0, qRound(rest.width() + 0.49) - noteWidth));
    painter.setFont(textFont);
    painter.setPen(textColor);
    drawLine(painter, rest, Qt::AlignLeft, shown);
    rest.setLeft(rest.left() + metrics.horizontalAdvance(shown) + gap);
    painter.setFont(noteFont);
    painter.setPen(noteColor);
    drawLine(painter, rest, Qt::AlignLeft, note);
}

void drawLine(QPainter& painter, const QRectF& rect, Qt::Alignment alignment, const QString& text) {
    painter.drawText(rect,
                     static_cast<int>((alignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter) |
                         Qt::TextSingleLine | Qt::TextDontClip,
                     text);
}

} // namespace laurel::ui
