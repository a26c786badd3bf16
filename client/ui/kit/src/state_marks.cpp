#include "laurel/ui_kit/icons.h"

#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <numbers>

namespace laurel::ui {
namespace {

constexpr double stroke = 1.5; // on a grid of 14, like all lengths here

QRectF disc(double radius) {
    return {7 - radius, 7 - radius, 2 * radius, 2 * radius};
}

void paintRing(QPainter& painter, const QColor& color) {
    painter.setPen(QPen(color, stroke));
    painter.drawEllipse(disc(5.25));
}

void paintDashes(QPainter& painter, const QColor& color) {
    constexpr double radius = 5.4;
    constexpr double period =
        2 * std::numbers::pi * radius / 8 / stroke; // eight dashes, in pen widths
    QPen pen(color, stroke);
    pen.setCapStyle(Qt::FlatCap);
    pen.setDashPattern({period * 0.58, period * 0.42});
    painter.setPen(pen);
    painter.drawEllipse(disc(radius));
}

void paintHalf(QPainter& painter, const QColor& color) {
    paintRing(painter, color);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPie(disc(5.25), -90 * 16, 180 * 16);
}

void paintTick(QPainter& painter, const QColor& color) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(disc(6));
    QPainterPath tick(QPointF(4.4, 7.2));
    tick.lineTo(6.3, 9.1);
    tick.lineTo(9.8, 5.2);
    painter.strokePath(tick,
                       QPen(theme().onLaurel, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
}

void paintFlag(QPainter& painter, const QColor& color) {
    QPainterPath flag(QPointF(2.6, 1.4));
    for (const QPointF point : {QPointF(12.6, 1.4), QPointF(10.9, 4.6), QPointF(12.6, 7.8),
                                QPointF(4, 7.8), QPointF(4, 13), QPointF(2.6, 13)})
        flag.lineTo(point);
    flag.closeSubpath();
    painter.fillPath(flag, color);
}

} // namespace

QColor stateColor(StateMark mark) {
    switch (mark) {
    case StateMark::Empty:
        return theme().text3;
    case StateMark::Auto:
        return theme().automatic;
    case StateMark::InWork:
        return theme().inWork;
    case StateMark::Reviewed:
        return theme().laurel;
    case StateMark::Flagged:
        return theme().flagged;
    }
    return theme().text3;
}

void paintStateMark(QPainter& painter, StateMark mark, const QRectF& square) {
    using Paint = void (*)(QPainter&, const QColor&);
    constexpr Paint paints[] = {paintRing, paintDashes, paintHalf, paintTick, paintFlag};
    const double side = std::min(square.width(), square.height());
    QRectF centered(0, 0, side, side);
    centered.moveCenter(square.center());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.translate(snapped(painter, centered).topLeft());
    painter.scale(side / 14, side / 14);
    paints[static_cast<std::size_t>(mark)](painter, stateColor(mark));
    painter.restore();
}

} // namespace laurel::ui
