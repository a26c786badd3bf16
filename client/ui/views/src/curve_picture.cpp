#include "curve_picture.h"

#include "laurel/ui_kit/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace laurel::ui {

namespace {

constexpr double curveWidth = 1.6;
constexpr double handleSide = 7;
constexpr double selectedSide = 10;

QPainterPath pathOf(const std::vector<CurvePoint>& points,
                    const std::function<QPointF(const CurvePoint&)>& toWidget) {
    QPainterPath path;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i == 0) {
            path.moveTo(toWidget(points[i]));
        } else {
            path.lineTo(toWidget(points[i]));
        }
    }
    return path;
}

} // namespace

void CurvePicture::outline(std::span<const Contour> curves, double finest) {
    painter_.setBrush(Qt::NoBrush);
    for (const Contour& curve : curves) {
        QPainterPath path = pathOf(flatten(curve, finest), toWidget_);
        path.closeSubpath();
        painter_.drawPath(path);
    }
}

void CurvePicture::curves(const std::vector<Contour>& curves, double finest) {
    painter_.setPen(QPen(color_, curveWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    outline(curves, finest);
}

void CurvePicture::neighbours(const std::vector<Contour>& curves, double finest) {
    constexpr int faint = 170;
    QColor color = color_;
    color.setAlpha(faint);
    painter_.setPen(QPen(color, 1, Qt::DashLine));
    outline(curves, finest);
}

void CurvePicture::planned(std::span<const Contour> curves, double finest) {
    painter_.setPen(QPen(Qt::white, curveWidth, Qt::DashLine));
    outline(curves, finest);
    for (const Contour& curve : curves) {
        for (const CurvePoint& handle : curve.handles) {
            square(toWidget_(handle), handleSide / 2, false);
        }
    }
}

void CurvePicture::square(const QPointF& at, double side, bool stands) {
    const QRectF box(at.x() - side / 2, at.y() - side / 2, side, side);
    painter_.setPen(QPen(stands ? theme().laurel : color_, stands ? 2 : 1.5));
    painter_.setBrush(Qt::white);
    painter_.drawRect(box);
}

void CurvePicture::handles(const std::vector<Contour>& curves,
                           std::span<const HandlePlace> selected) {
    for (std::size_t curve = 0; curve < curves.size(); ++curve) {
        for (std::size_t handle = 0; handle < curves[curve].handles.size(); ++handle) {
            const bool stands = std::ranges::any_of(selected, [&](const HandlePlace& one) {
                return one.curve == curve && one.handle == handle;
            });
            square(toWidget_(curves[curve].handles[handle]), stands ? selectedSide : handleSide,
                   stands);
        }
    }
}

void CurvePicture::boxes(const std::vector<ContourBox>& boxes) {
    for (const ContourBox& box : boxes) {
        const QRectF rect = QRectF(toWidget_(box.low), toWidget_(box.high)).normalized();
        painter_.setBrush(Qt::NoBrush);
        painter_.setPen(QPen(Qt::white, 1, Qt::DashLine));
        painter_.drawRect(rect);
        const QPointF knob = toWidget_(box.knob);
        const bool above = knob.y() < rect.center().y();
        painter_.drawLine(QPointF(rect.center().x(), above ? rect.top() : rect.bottom()), knob);
        for (const QPointF& corner :
             {rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()}) {
            square(corner, handleSide, false);
        }
        painter_.setBrush(Qt::white);
        painter_.setPen(QPen(color_, 1.5));
        painter_.drawEllipse(knob, handleSide / 2, handleSide / 2);
    }
}

void CurvePicture::pending(const std::vector<CurvePoint>& points,
                           const std::optional<QPointF>& pointer) {
    if (points.empty()) {
        return;
    }
    QPainterPath path = pathOf(points, toWidget_);
    if (pointer) {
        path.lineTo(*pointer);
    }
    painter_.setBrush(Qt::NoBrush);
    painter_.setPen(QPen(color_, curveWidth, Qt::DashLine));
    painter_.drawPath(path);
    constexpr std::size_t mostShown = 40; // of an outline in one drag the line is enough
    if (points.size() <= mostShown) {
        for (const CurvePoint& point : points) {
            square(toWidget_(point), handleSide, false);
        }
    }
    square(toWidget_(points.front()), selectedSide, true);
}

} // namespace laurel::ui
