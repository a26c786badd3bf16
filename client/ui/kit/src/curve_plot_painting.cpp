#include "laurel/ui_kit/plots.h"

#include "content_line.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"
#include "plot_ticks.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace laurel::ui {
namespace {

constexpr double xTickGap = 14; ///< px between labels, at least
constexpr double yTickDistance = 44;
constexpr double endRadius = 3.5;
constexpr double dotRadius = 3;

QFont tickFont() {
    return font(TextRole::Caption);
}

QColor drawnColor(const Curve& curve) {
    return readableOnPanel(curve.color.isValid() ? curve.color : theme().laurel);
}

/// A point that is not finite lifts the pen.
template <class ToScreen>
QPainterPath pathOf(const std::vector<QPointF>& points, const ToScreen& toScreen) {
    QPainterPath path;
    bool down = false;
    for (const QPointF& point : points) {
        const bool finite = std::isfinite(point.x()) && std::isfinite(point.y());
        if (finite && down)
            path.lineTo(toScreen(point));
        else if (finite)
            path.moveTo(toScreen(point));
        down = finite;
    }
    return path;
}

void drawDot(QPainter& painter, QPointF center, double radius, const QColor& color) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(center, radius, radius);
    painter.setBrush(Qt::NoBrush);
}

double widthOf(const QString& text) {
    return std::ceil(digitsWidth(QFontMetricsF(tickFont()), text));
}

std::vector<double> yTicks(const QRectF& range, const PlotAxis& axis, double height) {
    return axisTicks(range.top(), range.bottom(), height, yTickDistance, axis.decimals);
}

std::vector<double> xTicks(const QRectF& range, const PlotAxis& axis, double width) {
    const double widest = std::max(widthOf(numberText(range.left(), axis.decimals)),
                                   widthOf(numberText(range.right(), axis.decimals)));
    return axisTicks(range.left(), range.right(), width, widest + xTickGap, axis.decimals);
}

} // namespace

/// Left of it the widest tick label of y, beneath it the labels of x and its title; a plot that is
/// read sidewards has that title above.
QRectF CurvePlot::area() const {
    const QFontMetrics metrics(tickFont());
    const QRectF range = shown();
    const std::vector<double> ticks = yTicks(range, y_, height());
    double widest = 0;
    for (const double tick : ticks)
        widest = std::max(widest, widthOf(numberText(tick, decimalsFor(ticks, y_.decimals))));
    const bool above = !y_.title.isEmpty() || (y_.reversed && !x_.title.isEmpty());
    const bool beneath = !y_.reversed && !x_.title.isEmpty();
    const double left = widest + space::s;
    const double top = std::max(above ? metrics.height() + 2 : 0, metrics.height() / 2);
    const double right = width() - std::max(8, metrics.horizontalAdvance(u'0') * 2);
    const double bottom = height() - (beneath ? 2 : 1) * metrics.height() - 6.0;
    return {QPointF(left, top), QPointF(std::max(left + 1, right), std::max(top + 1, bottom))};
}

void CurvePlot::paintGrid(QPainter& painter, const Frame& frame) const {
    const Theme& colors = theme();
    const QRectF& range = frame.range;
    const QRectF& place = frame.place;
    const auto xs = xTicks(range, x_, place.width());
    const auto ys = yTicks(range, y_, height());
    const int textHeight = QFontMetrics(tickFont()).height();
    painter.setFont(tickFont());
    painter.setPen(colors.text3);
    for (const double y : ys) {
        const double at = frame.toScreen({range.left(), y}).y();
        drawEdge(painter, QRectF(place.left(), at, place.width(), 1), Qt::TopEdge, colors.line);
        const QRectF label(0, at - textHeight / 2.0, place.left() - space::s, textHeight);
        drawDigits(painter, label, Qt::AlignRight, numberText(y, decimalsFor(ys, y_.decimals)));
    }
    for (const double x : xs) {
        const double at = frame.toScreen({x, range.top()}).x();
        if (y_.reversed) // read sidewards, as area along the limb is
            drawEdge(painter, QRectF(at, place.top(), 1, place.height()), Qt::LeftEdge,
                     colors.line);
        const QRectF label(at - 40, place.bottom() + 5, 80, textHeight);
        drawDigits(painter, label, Qt::AlignHCenter, numberText(x, decimalsFor(xs, x_.decimals)));
    }
    const double titleTop = y_.reversed ? 0 : height() - textHeight;
    drawLine(painter, QRectF(0, titleTop, width(), textHeight), Qt::AlignRight, x_.title);
    drawLine(painter, QRectF(0, 0, width(), textHeight), Qt::AlignLeft, y_.title);
}

void CurvePlot::paintLevel(QPainter& painter, const Frame& frame) const {
    if (!level_ || !(level_->value >= frame.range.top() && level_->value <= frame.range.bottom()))
        return;
    const QRectF& place = frame.place;
    const double at = frame.toScreen({frame.range.left(), level_->value}).y();
    const bool ownColor = level_->color.isValid();
    const QColor color = ownColor ? readableOnPanel(level_->color) : theme().text2;
    QPen pen(color, hairline(painter));
    if (!ownColor)
        pen.setDashPattern({4, 3});
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(pen);
    painter.drawLine(QPointF(place.left(), at), QPointF(place.right(), at));
    painter.setRenderHint(QPainter::Antialiasing);
    const int textHeight = QFontMetrics(tickFont()).height();
    const double top = at + textHeight + 4 < place.bottom() ? at + 3 : at - textHeight - 3;
    painter.setFont(tickFont());
    drawLine(painter, QRectF(place.left(), top, place.width(), textHeight), Qt::AlignRight,
             level_->label);
}

void CurvePlot::paintMarker(QPainter& painter, const Frame& frame) const {
    if (!marker_ || !(marker_->x >= frame.range.left() && marker_->x <= frame.range.right()))
        return;
    const double at = frame.toScreen({marker_->x, frame.range.top()}).x();
    const QColor color = marker_->color.isValid() ? readableOnPanel(marker_->color) : theme().text2;
    drawEdge(painter, QRectF(at, frame.place.top(), 1, frame.place.height()), Qt::LeftEdge, color);
    for (std::size_t i = 0; i < curves_.size(); ++i)
        if (const auto value = interpolated(drawn_[i].line, marker_->x))
            drawDot(painter, frame.toScreen({marker_->x, *value}), endRadius,
                    drawnColor(curves_[i]));
}

void CurvePlot::paintCurve(QPainter& painter, const Frame& frame, const Curve& curve,
                           const Drawn& drawn) const {
    const auto screen = [&frame](QPointF point) { return frame.toScreen(point); };
    const QColor color = drawnColor(curve);
    QColor faint = color;
    faint.setAlphaF(0.35F);
    painter.setBrush(Qt::NoBrush);
    painter.strokePath(pathOf(drawn.faint, screen), QPen(faint, 1));
    QPen pen(color, curve.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    if (curve.dashed)
        pen.setDashPattern({4, 3});
    painter.strokePath(pathOf(drawn.line, screen), pen);
    for (const QPointF& point : drawn.line)
        if ((curve.dots || drawn.line.size() == 1) && std::isfinite(point.y()))
            drawDot(painter, frame.toScreen(point), dotRadius, color);
}

/// The value stands above its dot where the curve rises to it and beneath where it falls, as long
/// as there is room; to the left of the dot at the right end.
void CurvePlot::paintEnd(QPainter& painter, const Frame& frame, const Curve& curve,
                         const Drawn& drawn) const {
    if (!curve.marksEnd || drawn.line.empty() || !std::isfinite(drawn.line.back().y()) ||
        !frame.range.contains(drawn.line.back()))
        return;
    const QPointF end = frame.toScreen(drawn.line.back());
    drawDot(painter, end, endRadius, drawnColor(curve));
    const QFont face = ui::font(TextRole::Body, QFont::DemiBold);
    const QFontMetrics metrics(face);
    const QString text = numberText(drawn.line.back().y(), std::max(3, y_.decimals));
    const bool falls = frame.toScreen(drawn.line.front()).y() < end.y();
    const bool below = falls && end.y() + metrics.height() + 6 < frame.place.bottom();
    const double top = below ? end.y() + 5 : std::max(0.0, end.y() - metrics.height() - 4);
    const double left = std::min(end.x() + 6, width() - metrics.horizontalAdvance(text) - 2.0);
    painter.setFont(face);
    painter.setPen(theme().text1);
    const QRectF label(left, top, metrics.horizontalAdvance(text) + 1, metrics.height());
    drawLine(painter, label, Qt::AlignLeft, text);
}

void CurvePlot::paintReading(QPainter& painter, const Frame& frame) const {
    const Nearest nearest = pointer_ && !pressed_ ? nearestTo(*pointer_, frame) : Nearest();
    if (!nearest.curve)
        return;
    const QPointF at = frame.toScreen(nearest.value);
    drawDot(painter, at, endRadius, drawnColor(*nearest.curve));
    const QString number = numberText(nearest.value.y(), std::max(3, y_.decimals));
    const QString text = nearest.curve->name + QStringLiteral("  ") + number;
    const QFontMetrics metrics(tickFont());
    QRectF box(0, 0, metrics.horizontalAdvance(text) + 2 * space::s, metrics.height() + space::s);
    box.moveCenter(at - QPointF(0, box.height()));
    box.moveLeft(std::clamp(box.left(), 0.0, std::max(0.0, width() - box.width())));
    box.moveTop(std::max(0.0, box.top()));
    drawBox(painter, box, space::radiusCheck, theme().raised, theme().fieldBorder);
    painter.setFont(tickFont());
    painter.setPen(theme().text1);
    drawLine(painter, box, Qt::AlignHCenter, text);
}

void CurvePlot::paintDrag(QPainter& painter, const Frame& frame) const {
    if (!pressed_ || !pointer_)
        return;
    const QRectF dragged = QRectF(*pressed_, *pointer_).normalized() & frame.place;
    QColor wash = theme().laurel;
    wash.setAlphaF(0.14F);
    drawBox(painter, dragged, 0, wash);
    drawBox(painter, dragged, 0, {}, theme().laurel);
}

void CurvePlot::paintEvent(QPaintEvent*) {
    const Frame now = frame();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintGrid(painter, now);
    painter.save();
    painter.setClipRect(
        now.place.adjusted(-endRadius - 1, -endRadius - 1, endRadius + 1, endRadius + 1));
    paintLevel(painter, now);
    for (std::size_t i = curves_.size(); i-- > 0;) // the first lies on top
        paintCurve(painter, now, curves_[i], drawn_[i]);
    paintMarker(painter, now);
    painter.restore();
    for (std::size_t i = 0; i < curves_.size(); ++i)
        paintEnd(painter, now, curves_[i], drawn_[i]);
    paintReading(painter, now);
    paintDrag(painter, now);
}

} // namespace laurel::ui
