#include "laurel/ui_kit/plots.h"

#include "content_line.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"
#include "plot_ticks.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace laurel::ui {
namespace {

constexpr int swatch = 12;
constexpr int swatchGap = 8;
constexpr int columnGap = 16;
constexpr int deltaGap = 4;
constexpr double mark = 4;
constexpr double tickDistance = 34;
constexpr double nameShare = 0.32; ///< of the width, at most

QFont nameFont() {
    return font(TextRole::Body);
}
QFont numberFont() {
    return font(TextRole::Body, QFont::DemiBold);
}

int rowHeight() {
    return heightFor(QFontMetrics(nameFont()), space::row);
}

double valueOf(const std::optional<double>& value) {
    return value.value_or(std::nan(""));
}

double deltaOf(const DumbbellRow& row) {
    return valueOf(row.now) - valueOf(row.before);
}

QString deltaText(const DumbbellRow& row, int decimals) {
    const double delta = deltaOf(row);
    return std::isfinite(delta)
               ? (delta >= 0 ? QStringLiteral("+") : QString()) + numberText(delta, decimals)
               : QString();
}

QColor deltaColor(double delta) {
    return delta >= 0 ? theme().laurelText : theme().flagged;
}

double textWidth(const QFont& face, const QString& text) {
    return std::ceil(digitsWidth(QFontMetricsF(face), text));
}

double numbersWidth(int decimals) {
    const QString widest = numberText(0, decimals);
    return textWidth(numberFont(), widest) + deltaGap +
           textWidth(nameFont(), QStringLiteral("+") + widest);
}

} // namespace

DumbbellPlot::DumbbellPlot(const QString& name, QWidget* parent) : QWidget(parent) {
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this);
}

void DumbbellPlot::setRows(std::vector<DumbbellRow> rows) {
    rows_ = std::move(rows);
    for (DumbbellRow& row : rows_)
        for (std::optional<double>* value : {&row.before, &row.now})
            if (!std::isfinite(valueOf(*value)))
                value->reset();
    setScale(fixedLow_, fixedHigh_, decimals_);
}

void DumbbellPlot::setScale(std::optional<double> low, std::optional<double> high, int decimals) {
    fixedLow_ = low;
    fixedHigh_ = high;
    decimals_ = decimals;
    double least = 1, most = 0;
    for (const DumbbellRow& row : rows_)
        for (const double value : {valueOf(row.before), valueOf(row.now)})
            if (std::isfinite(value)) {
                least = std::min(least, value);
                most = std::max(most, value);
            }
    low_ = low.value_or(least > most ? 0 : std::floor(least * 20) / 20);
    high_ = high.value_or(least > most ? 1 : std::ceil(most * 20) / 20);
    if (high_ <= low_)
        high_ = low_ + 0.05;
    describe();
    updateGeometry();
    update();
}

void DumbbellPlot::describe() {
    QStringList parts;
    for (const DumbbellRow& row : rows_)
        parts << QStringLiteral("%1 %2, %3")
                     .arg(row.name, numberText(valueOf(row.now), decimals_),
                          numberText(valueOf(row.before), decimals_));
    setAccessibleDescription(parts.join(QStringLiteral("; ")));
}

int DumbbellPlot::nameWidth() const {
    const QFontMetrics metrics(nameFont());
    int widest = 0;
    for (const DumbbellRow& row : rows_)
        widest = std::max(widest, metrics.horizontalAdvance(row.name));
    return std::clamp(widest, 24, std::max(24, static_cast<int>(nameShare * width())));
}

QSize DumbbellPlot::sizeHint() const {
    const QFontMetrics ticks(ui::font(TextRole::Caption));
    return {380, static_cast<int>(rows_.size()) * rowHeight() + ticks.height() + space::s};
}

QSize DumbbellPlot::minimumSizeHint() const {
    return {220, sizeHint().height()};
}

double DumbbellPlot::xOf(double value, const QRectF& scale) const {
    return scale.left() + std::clamp((value - low_) / (high_ - low_), 0.0, 1.0) * scale.width();
}

void DumbbellPlot::paintScale(QPainter& painter, const QRectF& scale) const {
    const std::vector<double> ticks = axisTicks(low_, high_, scale.width(), tickDistance, 2);
    const int textHeight = QFontMetrics(ui::font(TextRole::Caption)).height();
    painter.setFont(ui::font(TextRole::Caption));
    painter.setPen(theme().text3);
    for (const double tick : ticks) {
        const double x = xOf(tick, scale);
        drawEdge(painter, QRectF(x, scale.top(), 1, scale.height()), Qt::LeftEdge, theme().line);
        drawDigits(painter, QRectF(x - 30, scale.bottom() + 4, 60, textHeight), Qt::AlignHCenter,
                   numberText(tick, decimalsFor(ticks, 2)));
    }
}

void DumbbellPlot::paintNumbers(QPainter& painter, const DumbbellRow& row,
                                const QRectF& place) const {
    const QString number = numberText(valueOf(row.now), decimals_);
    const double numberWidth = textWidth(numberFont(), numberText(0, decimals_));
    painter.setFont(numberFont());
    painter.setPen(row.now ? theme().text1 : theme().text3);
    drawDigits(painter, QRectF(place.left(), place.top(), numberWidth, place.height()),
               Qt::AlignRight, number);
    painter.setFont(nameFont());
    painter.setPen(deltaColor(deltaOf(row)));
    drawDigits(painter, place, Qt::AlignRight, deltaText(row, decimals_));
}

void DumbbellPlot::paintRow(QPainter& painter, const DumbbellRow& row, const QRectF& place,
                            const QRectF& scale) const {
    const double middle = place.center().y();
    drawBox(painter, QRectF(place.left(), middle - swatch / 2.0, swatch, swatch), 3, row.color);
    painter.setFont(nameFont());
    painter.setPen(theme().text1);
    const QRectF name(place.left() + swatch + swatchGap, place.top(), nameWidth(), place.height());
    drawLine(painter, name, Qt::AlignLeft,
             elidedMiddle(QFontMetrics(nameFont()), row.name, nameWidth()));
    const double numbers = numbersWidth(decimals_);
    paintNumbers(painter, row,
                 QRectF(place.right() - numbers, place.top(), numbers, place.height()));
    const QColor color = deltaOf(row) < 0 ? theme().flagged : theme().laurel;
    if (row.before && row.now) {
        QColor bar = color;
        bar.setAlphaF(0.6F);
        painter.setPen(QPen(bar, 2));
        painter.drawLine(QPointF(xOf(*row.before, scale), middle),
                         QPointF(xOf(*row.now, scale), middle));
    }
    if (row.before) {
        painter.setPen(QPen(theme().text2, 1.5));
        painter.setBrush(theme().panel);
        painter.drawEllipse(QPointF(xOf(*row.before, scale), middle), mark - 0.5, mark - 0.5);
    }
    if (row.now) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(xOf(*row.now, scale), middle), mark + 0.25, mark + 0.25);
    }
}

void DumbbellPlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double height = rowHeight();
    const double left = swatch + swatchGap + nameWidth() + columnGap;
    const double right = width() - numbersWidth(decimals_) - columnGap;
    const QRectF scale(left, 0, std::max(1.0, right - left),
                       height * static_cast<double>(rows_.size()));
    paintScale(painter, scale);
    double top = 0;
    for (const DumbbellRow& row : rows_) {
        paintRow(painter, row, QRectF(0, top, width(), height), scale);
        top += height;
    }
}

} // namespace laurel::ui
