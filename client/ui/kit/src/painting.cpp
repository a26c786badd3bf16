#include "laurel/ui_kit/painting.h"

#include "laurel/ui_kit/theme.h"

#include <QPaintDevice>
#include <QPainter>
#include <QPainterPath>
#include <QWidget>

#include <algorithm>
#include <cmath>

namespace laurel::ui {
namespace {

double deviceScale(const QPainter& painter) {
    return std::max(1e-6,
                    std::hypot(painter.deviceTransform().m11(), painter.deviceTransform().m12()));
}

double digitCell(const QFontMetricsF& metrics) {
    double cell = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        cell = std::max(cell, metrics.horizontalAdvance(QChar(digit)));
    return cell;
}

double advanceOf(const QFontMetricsF& metrics, QChar character, double cell) {
    return character.isDigit() ? cell : metrics.horizontalAdvance(character);
}

double startOf(const QRectF& rect, Qt::Alignment alignment, double width) {
    if (alignment.testFlag(Qt::AlignRight))
        return rect.right() - width;
    return alignment.testFlag(Qt::AlignHCenter) ? rect.center().x() - width / 2 : rect.left();
}

} // namespace

QRectF snapped(const QPainter& painter, const QRectF& rect) {
    const QTransform& toDevice = painter.deviceTransform();
    if (toDevice.type() > QTransform::TxScale)
        return rect;
    const QRectF device = toDevice.mapRect(rect);
    const QPointF topLeft(std::round(device.left()), std::round(device.top()));
    const QPointF bottomRight(std::round(device.right()), std::round(device.bottom()));
    return toDevice.inverted().mapRect(QRectF(topLeft, bottomRight));
}

double hairline(const QPainter& painter) {
    const double scale = deviceScale(painter);
    return std::max(1.0, std::floor(scale + 0.25)) / scale;
}

void drawBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
             const QColor& border) {
    const QRectF outer = snapped(painter, rect);
    if (outer.isEmpty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(border.isValid() ? border : fill);
    if (border.isValid() && !fill.isValid()) {
        const double half = hairline(painter) / 2;
        painter.setPen(QPen(border, 2 * half));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(outer.adjusted(half, half, -half, -half), radius - half,
                                radius - half);
    } else if (border.isValid() || fill.isValid()) {
        painter.drawRoundedRect(outer, radius, radius);
    }
    if (border.isValid() && fill.isValid()) {
        const double line = hairline(painter);
        const QRectF inner = outer.adjusted(line, line, -line, -line);
        painter.setBrush(fill);
        if (!inner.isEmpty())
            painter.drawRoundedRect(inner, radius - line, radius - line);
    }
    painter.restore();
}

void drawEdge(QPainter& painter, const QRectF& rect, Qt::Edge edge, const QColor& color) {
    QRectF side = snapped(painter, rect);
    const double line = hairline(painter);
    if (edge == Qt::TopEdge)
        side.setBottom(side.top() + line);
    else if (edge == Qt::BottomEdge)
        side.setTop(side.bottom() - line);
    else if (edge == Qt::LeftEdge)
        side.setRight(side.left() + line);
    else
        side.setLeft(side.right() - line);
    painter.fillRect(side, color);
}

QString elidedMiddle(const QFontMetrics& metrics, const QString& text, int width) {
    if (metrics.horizontalAdvance(text) <= width)
        return text;
    const qsizetype space = text.lastIndexOf(u' ');
    const QString tail = space < 0 ? QString() : QStringLiteral("… ") + text.mid(space + 1);
    QString head = space < 0 ? QString() : text.left(space);
    while (head.size() > 3 && metrics.horizontalAdvance(head + tail) > width)
        head.chop(1);
    const bool keepsWord = head.size() > 3;
    return keepsWord ? head.trimmed() + tail : metrics.elidedText(text, Qt::ElideMiddle, width);
}

double digitsWidth(const QFontMetricsF& metrics, const QString& text) {
    const double cell = digitCell(metrics);
    double width = 0;
    for (const QChar character : text)
        width += advanceOf(metrics, character, cell);
    return width;
}

void drawDigits(QPainter& painter, const QRectF& rect, Qt::Alignment alignment,
                const QString& text) {
    const QFontMetricsF metrics(painter.font(), painter.device());
    const double cell = digitCell(metrics);
    double x = startOf(rect, alignment, digitsWidth(metrics, text));
    const double baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    for (const QChar character : text) {
        const double own = metrics.horizontalAdvance(character);
        const double advance = advanceOf(metrics, character, cell);
        painter.drawText(QPointF(x + (advance - own) / 2, baseline), character);
        x += advance;
    }
}

void followTheme(QWidget* widget) {
    QObject::connect(&themeNotifier(), &ThemeNotifier::changed, widget, [widget] {
        widget->updateGeometry();
        widget->update();
    });
}

int heightFor(const QFontMetrics& metrics, int base) {
    return std::max(base, metrics.height() + 10);
}

} // namespace laurel::ui
