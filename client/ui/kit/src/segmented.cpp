#include "laurel/ui_kit/choices.h"

#include "content_line.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace laurel::ui {
namespace {

constexpr int inset = 3;
constexpr int padding = 9;

QFont fontOf(bool on) {
    return ui::font(TextRole::Body, on ? QFont::DemiBold : QFont::Medium);
}

void paintChosen(QPainter& painter, const QRectF& rect) {
    const Theme& colors = theme();
    if (colors.dark)
        drawBox(painter, rect, space::radiusCheck, colors.hover);
    else
        drawBox(painter, rect, space::radiusCheck, colors.raised, colors.fieldBorder);
}

QColor textColor(bool enabled, bool on, bool hot) {
    if (!enabled)
        return theme().text3;
    return on || hot ? theme().text1 : theme().text2;
}

} // namespace

Segmented::Segmented(const QStringList& choices, QWidget* parent) : ChoiceRow(choices, parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

std::vector<int> Segmented::widths() const {
    const QFontMetrics metrics(fontOf(true));
    std::vector<int> all;
    for (const QString& choice : choices())
        all.push_back(metrics.horizontalAdvance(choice) + 2 * padding);
    return all;
}

QSize Segmented::sizeHint() const {
    const std::vector<int> all = widths();
    return {std::accumulate(all.begin(), all.end(), 2 * inset),
            heightFor(QFontMetrics(fontOf(true)), space::button)};
}

/// As wide as the words ask for; where there is more room, equal shares if each word fits in one.
QRect Segmented::choiceRect(int index) const {
    std::vector<int> all = widths();
    const int count = static_cast<int>(all.size());
    const int room = width() - 2 * inset;
    const int spare = room - std::accumulate(all.begin(), all.end(), 0);
    const bool equal = spare > 0 && *std::max_element(all.begin(), all.end()) <= room / count;
    int left = inset;
    for (int i = 0; i < count; ++i) {
        const int own =
            equal ? (room * (i + 1)) / count - (room * i) / count : all[i] + spare / count;
        if (i == index)
            return {left, inset, own, height() - 2 * inset};
        left += own;
    }
    return {};
}

void Segmented::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    drawBox(painter, rect(), space::radiusControl, isEnabled() ? colors.well : QColor(),
            colors.dark ? colors.line : colors.fieldBorder);
    for (int i = 0; i < choices().size(); ++i) {
        const bool on = i == index();
        if (on && isEnabled())
            paintChosen(painter, choiceRect(i));
        painter.setFont(fontOf(on));
        painter.setPen(textColor(isChoiceEnabled(i), on, i == hot()));
        drawLine(painter, choiceRect(i), Qt::AlignHCenter, choices()[i]);
    }
}

} // namespace laurel::ui
