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

constexpr int xTickDistance = 56; ///< px, at least
constexpr int yTickDistance = 44;
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

int ticksIn(double length, int distance) {
    return std::max(2, static_cast<int>(length) / distance);
}

} // namespace

/// Left of it the widest tick label of y, beneath it the labels of x.
QRectF CurvePlot::area() const {
    const QFontMetrics metrics(tickFont());
    const QRectF range = shown();
    const std::vector<double> ticks =
        niceTicks(range.top(), range.bottom(), ticksIn(height(), yTickDistance));
    int widest = 0;
    for (const double tick : ticks)
        widest = std::max(widest, static_cast<int>(std::ceil(digitsWidth(
                                      QFontMetricsF(metrics),
                                      numberText(tick, decimalsFor(ticks, y_.decimals))))));
    const int title = y_.title.isEmpty() && x_.title.isEmpty() ? 0 : metrics.height();
    const QRectF place(widest + space::s, std::max(title + 2, metrics.height() / 2), 1, 1);
    const double right = std::max(8, metrics.horizontalAdvance(u'0') * 2);
    return {place.topLeft(), QPointF(std::max(place.left() + 1, width() - right),
                                     std::max(place.top() + 1, height() - metrics.height() - 6.0))};
}

void CurvePlot::paintGrid(QPainter& painter) const {
    const Theme& colors = theme();
    const QRectF range = shown();
    const QRectF place = area();
    const auto xs = niceTicks(range.left(), range.right(), ticksIn(place.width(), xTickDistance));
    const auto ys = niceTicks(range.top(), range.bottom(), ticksIn(height(), yTickDistance));
    const int textHeight = QFontMetrics(tickFont()).height();
    painter.setFont(tickFont());
    painter.setPen(colors.text3);
    for (const double y : ys) {
        const double at = toScreen({range.left(), y}).y();
        drawEdge(painter, QRectF(place.left(), at, place.width(), 1), Qt::TopEdge, colors.line);
        drawDigits(painter, QRectF(0, at - textHeight / 2.0, place.left() - space::s, textHeight),
                   Qt::AlignRight, numberText(y, decimalsFor(ys, y_.decimals)));
    }
    for (const double x : xs) {
        const double at = toScreen({x, range.top()}).x();
        if (ys.size() < 2 || y_.reversed)
            drawEdge(painter, QRectF(at, place.top(), 1, place.height()), Qt::LeftEdge,
                     colors.line);
        drawDigits(painter, QRectF(at - 40, place.bottom() + 5, 80, textHeight), Qt::AlignHCenter,
                   numberText(x, decimalsFor(xs, x_.decimals)));
    }
    drawLine(painter, QRectF(0, 0, width(), textHeight), Qt::AlignRight, x_.title);
    drawLine(painter, QRectF(0, 0, width(), textHeight), Qt::AlignLeft, y_.title);
}

void CurvePlot::paintLevel(QPainter& painter) const {
    const QRectF range = shown();
    if (!level_ || !(level_->value >= range.top() && level_->value <= range.bottom()))
        return;
    const QRectF place = area();
    const double at = toScreen({range.left(), level_->value}).y();
    const QColor color = level_->color.isValid() ? readableOnPanel(level_->color) : theme().text2;
    QPen pen(color, hairline(painter));
    if (!level_->color.isValid())
        pen.setDashPattern({4, 3});
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(pen);
    painter.drawLine(QPointF(place.left(), at), QPointF(place.right(), at));
    painter.setRenderHint(QPainter::Antialiasing);
    const int textHeight = QFontMetrics(tickFont()).height();
    const bool below = at + textHeight + 4 < place.bottom();
    painter.setFont(tickFont());
    drawLine(painter,
             QRectF(place.left(), below ? at + 3 : at - textHeight - 3, place.width(), textHeight),
             Qt::AlignRight, level_->label);
}

void CurvePlot::paintCurve(QPainter& painter, const Curve& curve, const Drawn& drawn) const {
    const auto screen = [this](QPointF point) { return toScreen(point); };
    QColor color = drawnColor(curve);
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
            drawDot(painter, toScreen(point), dotRadius, color);
}

/// The value stands above its dot where the curve rises to it and beneath where it falls, as long
/// as there is room; to the left of the dot at the right end.
void CurvePlot::paintEnd(QPainter& painter, const Curve& curve, const Drawn& drawn) const {
    if (!curve.marksEnd || drawn.line.empty() || !std::isfinite(drawn.line.back().y()))
        return;
    const QPointF end = toScreen(drawn.line.back());
    drawDot(painter, end, endRadius, drawnColor(curve));
    const QFont face = ui::font(TextRole::Body, QFont::DemiBold);
    const QFontMetrics metrics(face);
    const QString text = numberText(drawn.line.back().y(), std::max(3, y_.decimals));
    const bool falls = toScreen(drawn.line.front()).y() < end.y();
    const bool below = falls && end.y() + metrics.height() + 6 < area().bottom();
    const double top = below ? end.y() + 5 : std::max(0.0, end.y() - metrics.height() - 4);
    const double left = std::min(end.x() + 6, width() - metrics.horizontalAdvance(text) - 2.0);
    painter.setFont(face);
    painter.setPen(theme().text1);
    drawLine(painter, QRectF(left, top, metrics.horizontalAdvance(text) + 1, metrics.height()),
             Qt::AlignLeft, text);
}

void CurvePlot::paintReading(QPainter& painter) const {
    const Nearest nearest = pointer_ && !pressed_ ? nearestTo(*pointer_) : Nearest();
    if (!nearest.curve)
        return;
    const QPointF at = toScreen(nearest.value);
    drawDot(painter, at, endRadius, drawnColor(*nearest.curve));
    const QString text = QStringLiteral("%1  %2").arg(
        nearest.curve->name, numberText(nearest.value.y(), std::max(3, y_.decimals)));
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

void CurvePlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintGrid(painter);
    painter.save();
    painter.setClipRect(
        area().adjusted(-endRadius - 1, -endRadius - 1, endRadius + 1, endRadius + 1));
    paintLevel(painter);
    for (std::size_t i = curves_.size(); i-- > 0;) // the first lies on top
        paintCurve(painter, curves_[i], drawn_[i]);
    painter.restore();
    for (std::size_t i = 0; i < curves_.size(); ++i)
        if (shown().contains(drawn_[i].line.empty() ? QPointF() : drawn_[i].line.back()))
            paintEnd(painter, curves_[i], drawn_[i]);
    paintReading(painter);
    if (pressed_ && pointer_) {
        QColor wash = theme().laurel;
        wash.setAlphaF(0.14F);
        drawBox(painter, QRectF(*pressed_, *pointer_).normalized() & area(), 0, wash);
        drawBox(painter, QRectF(*pressed_, *pointer_).normalized() & area(), 0, {}, theme().laurel);
    }
}

} // namespace laurel::ui
