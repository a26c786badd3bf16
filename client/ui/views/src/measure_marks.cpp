#include "measure_marks.h"

#include "laurel/ui_kit/theme.h"
#include "laurel/ui_views/color_map.h"
#include "laurel/ui_views/words.h"

#include <QFontMetricsF>
#include <QLineF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace laurel::ui {

namespace {

constexpr double tick = 5;
const QColor halo(0, 0, 0, 170);
const QColor bright(233, 237, 240);

void strokeOver(QPainter& painter, const QPainterPath& path, const QColor& color, double width) {
    painter.setBrush(Qt::NoBrush);
    painter.strokePath(path, QPen(halo, width + 2, Qt::SolidLine, Qt::RoundCap));
    painter.strokePath(path, QPen(color, width, Qt::SolidLine, Qt::RoundCap));
}

/// The text's left end of the base line stands here.
void writeOver(QPainter& painter, const QPointF& base, const QString& text, const QColor& color,
               const QFont& face) {
    QPainterPath path;
    path.addText(base, face, text);
    painter.strokePath(path, QPen(halo, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.fillPath(path, color);
}

/// A short line across the end of a ruler.
void addTick(QPainterPath& path, const QPointF& at, const QPointF& from) {
    const QLineF arm(at, from);
    if (arm.length() > 0) {
        QLineF across = arm.normalVector();
        across.setLength(tick);
        path.moveTo(across.p2());
        path.lineTo(at - (across.p2() - at));
    }
}

void addArc(QPainterPath& path, const QPolygonF& points) {
    const QLineF one(points[1], points[0]);
    const QLineF other(points[1], points[2]);
    const double radius = std::min({24.0, one.length() / 2, other.length() / 2});
    if (radius > 2) {
        const QRectF box(points[1].x() - radius, points[1].y() - radius, 2 * radius, 2 * radius);
        double sweep = other.angle() - one.angle();
        sweep = sweep > 180 ? sweep - 360 : sweep < -180 ? sweep + 360 : sweep;
        path.arcMoveTo(box, one.angle());
        path.arcTo(box, one.angle(), sweep);
    }
}

} // namespace

void paintMeasurement(QPainter& painter, const QRectF& view, const Measure& measurement,
                      const QPolygonF& points, bool stands) {
    QPainterPath path;
    path.addPolygon(points);
    const bool whole = points.size() >= static_cast<qsizetype>(pointsOf(measurement.kind));
    if (measurement.kind == MeasureKind::Length && points.size() == 2) {
        addTick(path, points[0], points[1]);
        addTick(path, points[1], points[0]);
    } else if (points.size() == 3) {
        addArc(path, points);
    }
    const QColor color = stands ? darkTheme().laurel : bright; // images lie on black
    strokeOver(painter, path, color, stands ? 1.8 : 1.4);
    if (whole) {
        const QFont face = font(TextRole::Body, QFont::DemiBold);
        const QString text = textOf(measurement);
        constexpr double inset = 4;
        const double rightmost = view.right() - inset - QFontMetricsF(face).horizontalAdvance(text);
        const QPointF beside = points.back() + QPointF(9, -7);
        writeOver(painter, {std::min(beside.x(), rightmost), std::max(beside.y(), view.top() + 16)},
                  text, color, face);
    }
}

void paintSwipeLine(QPainter& painter, const QRectF& view, double x) {
    QPainterPath path;
    path.moveTo(x + 0.5, view.top());
    path.lineTo(x + 0.5, view.bottom());
    strokeOver(painter, path, bright, 1.2);
    const QRectF knob(x - 5.5, view.center().y() - 12, 12, 24);
    painter.setPen(QPen(halo, 1));
    painter.setBrush(bright);
    painter.drawRoundedRect(knob, 6, 6);
}

void paintColorBar(QPainter& painter, const QRectF& view, const ColorBar& bar) {
    constexpr double length = 96;
    constexpr double thickness = 7;
    if (view.width() < 4 * length || view.height() < 220) {
        return;
    }
    const QRectF place(view.left() + 14, view.bottom() - 30, length, thickness);
    painter.fillRect(place.adjusted(-1, -1, 1, 1), halo);
    for (int step = 0; step < static_cast<int>(length); ++step) {
        const auto color = static_cast<std::size_t>(step * 255 / static_cast<int>(length - 1));
        painter.fillRect(QRectF(place.left() + step, place.top(), 1, thickness),
                         QColor::fromRgb(colorTable(bar.map)[color]));
    }
    const QFont face = font(TextRole::Caption);
    const QFontMetricsF metrics(face);
    writeOver(painter, {place.left(), place.top() - 6},
              metrics.elidedText(bar.title, Qt::ElideMiddle, 2 * length), bright, face);
    const double base = place.bottom() + metrics.ascent() + 2;
    writeOver(painter, {place.left(), base}, bar.low, bright, face);
    writeOver(painter, {place.right() - metrics.horizontalAdvance(bar.high), base}, bar.high,
              bright, face);
}

} // namespace laurel::ui
