#include "view_marks.h"

#include "laurel/ui_kit/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace laurel::ui {

namespace {

constexpr double gap = 21; ///< px from the crosshair's middle to where its lines begin
constexpr double letterInset = 12;
const QColor halo(0, 0, 0, 150);
const QColor bright(233, 237, 240); // text 1 of the dark theme: images are dark in both

QPen pen(const QColor& color, double width, Qt::PenCapStyle cap = Qt::FlatCap) {
    return {color, width, Qt::SolidLine, cap, Qt::MiterJoin};
}

void drawText(QPainter& painter, const QPointF& middle, const QString& text, const QFont& face) {
    const QFontMetricsF metrics(face);
    const QPointF base(middle.x() - metrics.horizontalAdvance(text) / 2,
                       middle.y() + metrics.capHeight() / 2);
    QPainterPath path;
    path.addText(base, face, text);
    painter.strokePath(path, QPen(halo, 2.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.fillPath(path, bright);
}

QRectF around(const QPointF& middle, double reach) {
    return {middle.x() - reach, middle.y() - reach, 2 * reach, 2 * reach};
}

void strokeTwice(QPainter& painter, const QPainterPath& path, double width) {
    painter.strokePath(path, pen(halo, width + 2, Qt::SquareCap));
    painter.strokePath(path, pen(Qt::white, width, Qt::FlatCap));
}

} // namespace

void paintCrossLines(QPainter& painter, const QRectF& view, const QPointF& at,
                     const QColor& vertical, const QColor& horizontal) {
    // On the middle of a pixel, so that the line is one pixel and not two dim ones.
    const QPointF c(std::floor(at.x()) + 0.5, std::floor(at.y()) + 0.5);
    const auto translucent = [](QColor color) {
        color.setAlphaF(0.7F);
        return color;
    };
    painter.setPen(pen(translucent(vertical), 1.2));
    painter.drawLine(QPointF(c.x(), view.top()), QPointF(c.x(), c.y() - gap));
    painter.drawLine(QPointF(c.x(), c.y() + gap), QPointF(c.x(), view.bottom()));
    painter.setPen(pen(translucent(horizontal), 1.2));
    painter.drawLine(QPointF(view.left(), c.y()), QPointF(c.x() - gap, c.y()));
    painter.drawLine(QPointF(c.x() + gap, c.y()), QPointF(view.right(), c.y()));
}

std::array<QRect, 2> crossLineRects(const QRectF& view, const QPointF& at) {
    const int x = static_cast<int>(std::floor(at.x()));
    const int y = static_cast<int>(std::floor(at.y()));
    const QRect all = view.toAlignedRect();
    return {QRect(x - 2, all.top(), 5, all.height()), QRect(all.left(), y - 2, all.width(), 5)};
}

void paintLetters(QPainter& painter, const QRectF& view, const std::array<QString, 4>& letters,
                  const QRectF& part) {
    const QFont face = font(TextRole::Section, QFont::DemiBold);
    const QPointF middle = view.center();
    const std::array<QPointF, 4> places{QPointF(view.left() + letterInset, middle.y()),
                                        QPointF(middle.x(), view.top() + letterInset + 2),
                                        QPointF(view.right() - letterInset, middle.y()),
                                        QPointF(middle.x(), view.bottom() - letterInset - 2)};
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (around(places[i], letterInset).intersects(part)) {
            drawText(painter, places[i], letters[i], face);
        }
    }
}

double scaleBarMm(double pixelsPerMm, double longest) {
    const double most = longest / pixelsPerMm;
    const double power = std::pow(10.0, std::floor(std::log10(most)));
    const double digits = most / power;
    return (digits >= 5 ? 5 : digits >= 2 ? 2 : 1) * power;
}

namespace {

QString lengthText(double mm) {
    return mm >= 10 ? QStringLiteral("%1 cm").arg(mm / 10) : QStringLiteral("%1 mm").arg(mm);
}

} // namespace

void paintScaleBar(QPainter& painter, const QRectF& view, double pixelsPerMm, const QRectF& part) {
    constexpr double longest = 110;
    const QRectF place(view.right() - longest - 24, view.bottom() - 44, longest + 24, 44);
    if (view.width() < 3 * longest || view.height() < 200 || !place.intersects(part)) {
        return;
    }
    const double mm = scaleBarMm(pixelsPerMm, longest);
    const double right = std::floor(view.right() - 12) - 0.5;
    const double left = std::round(right - mm * pixelsPerMm);
    const double y = std::floor(view.bottom() - 28) + 0.5;
    QPainterPath bar;
    bar.moveTo(left, y - 4);
    bar.lineTo(left, y);
    bar.lineTo(right, y);
    bar.lineTo(right, y - 4);
    strokeTwice(painter, bar, 1.2);
    drawText(painter, {(left + right) / 2, y + 11}, lengthText(mm), font(TextRole::Caption));
}

namespace {

constexpr double plusArm = 3;

double drawnSize(const PointerMark& mark) {
    return std::max(mark.size, 4.0);
}

QPainterPath pointerPath(const PointerMark& mark) {
    const QPointF c(std::floor(mark.at.x()) + 0.5, std::floor(mark.at.y()) + 0.5);
    QPainterPath path;
    const bool cross = mark.size <= 0;
    const double arm = cross ? 7 : plusArm;
    if (cross || drawnSize(mark) >= 4 * plusArm) {
        path.moveTo(c.x() - arm, c.y());
        path.lineTo(c.x() + arm, c.y());
        if (!mark.erases) {
            path.moveTo(c.x(), c.y() - arm);
            path.lineTo(c.x(), c.y() + arm);
        }
    }
    return path;
}

} // namespace

QRectF PointerMark::bounds() const {
    const double reach = (size > 0 ? drawnSize(*this) / 2 : 7) + 4;
    return {at.x() - reach, at.y() - reach, 2 * reach, 2 * reach};
}

void paintPointer(QPainter& painter, const PointerMark& mark) {
    strokeTwice(painter, pointerPath(mark), 1.2);
    if (mark.size <= 0) {
        return;
    }
    const double half = drawnSize(mark) / 2;
    const QRectF box(mark.at.x() - half, mark.at.y() - half, 2 * half, 2 * half);
    QPainterPath ring;
    if (mark.square) {
        ring.addRect(box);
    } else {
        ring.addEllipse(box);
    }
    painter.strokePath(ring, pen(halo, 3.2));
    painter.strokePath(ring, pen(Qt::white, 1.5));
}

void paintDrawnLine(QPainter& painter, const QPolygonF& line) {
    QPainterPath path;
    path.addPolygon(line);
    strokeTwice(painter, path, 1.4);
    if (line.size() > 1) {
        QPen back(Qt::white, 1, Qt::CustomDashLine);
        back.setDashPattern({4, 4});
        painter.setPen(back);
        painter.drawLine(line.back(), line.front());
    }
}

void paintCorner(QPainter& painter, const QPointF& at, bool first) {
    const double half = first ? 5 : 3;
    painter.setPen(QPen(halo, 1));
    painter.setBrush(Qt::white);
    painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half));
    painter.setBrush(Qt::NoBrush);
}

void paintRectangle(QPainter& painter, const QRectF& rectangle) {
    constexpr double handle = 7;
    QPainterPath path;
    path.addRect(rectangle);
    painter.strokePath(path, pen(halo, 3));
    QPen dashes(Qt::white, 1.2, Qt::CustomDashLine);
    dashes.setDashPattern({3, 3});
    painter.setBrush(Qt::NoBrush);
    painter.setPen(dashes);
    painter.drawRect(rectangle);
    painter.setPen(pen(Qt::white, 1.2));
    painter.setBrush(Qt::black);
    for (const QPointF& corner : {rectangle.topLeft(), rectangle.topRight(), rectangle.bottomLeft(),
                                  rectangle.bottomRight()}) {
        painter.drawRect(around(corner, handle / 2));
    }
    painter.setBrush(Qt::NoBrush);
}

} // namespace laurel::ui
