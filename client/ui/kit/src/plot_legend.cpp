#include "laurel/ui_kit/plots.h"

#include "content_line.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace laurel::ui {
namespace {

constexpr int signGap = 6;
constexpr int entryGap = 16;
constexpr double radius = 4;

QFont legendFont() {
    return font(TextRole::Caption);
}

int signWidth(PlotLegend::Sign sign) {
    return sign == PlotLegend::Sign::Line ? 14 : 9;
}

int widthOf(const PlotLegend::Entry& entry) {
    return signWidth(entry.sign) + signGap +
           QFontMetrics(legendFont()).horizontalAdvance(entry.name);
}

void paintSign(QPainter& painter, const PlotLegend::Entry& entry, double left, double middle) {
    const QColor color = entry.color.isValid() ? readableOnPanel(entry.color) : theme().text2;
    const QPointF center(left + signWidth(entry.sign) / 2.0, middle);
    painter.setPen(QPen(color, entry.sign == PlotLegend::Sign::Line ? 2 : 1.5));
    painter.setBrush(Qt::NoBrush);
    if (entry.sign == PlotLegend::Sign::Line) {
        painter.drawLine(QPointF(left, middle), QPointF(left + signWidth(entry.sign), middle));
        return;
    }
    if (entry.sign == PlotLegend::Sign::Dot)
        painter.setBrush(color);
    painter.drawEllipse(center, radius - 0.5, radius - 0.5);
}

} // namespace

PlotLegend::PlotLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this);
}

void PlotLegend::setEntries(std::vector<Entry> entries) {
    entries_ = std::move(entries);
    QStringList names;
    for (const Entry& entry : entries_)
        names << entry.name;
    setAccessibleName(names.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QSize PlotLegend::sizeHint() const {
    int width = 0;
    for (const Entry& entry : entries_)
        width += widthOf(entry) + entryGap;
    return {std::max(0, width - entryGap), QFontMetrics(legendFont()).height() + space::xs};
}

void PlotLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(legendFont());
    double left = 0;
    for (const Entry& entry : entries_) {
        paintSign(painter, entry, left, height() / 2.0);
        const double text = left + signWidth(entry.sign) + signGap;
        painter.setPen(theme().text2);
        drawLine(painter, QRectF(text, 0, width() - text, height()), Qt::AlignLeft, entry.name);
        left += widthOf(entry) + entryGap;
    }
}

} // namespace laurel::ui
