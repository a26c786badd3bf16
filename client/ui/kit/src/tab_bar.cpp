#include "laurel/ui_kit/choices.h"

#include "content_line.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"

#include <QPainter>

namespace laurel::ui {
namespace {

constexpr int padding = 14;
constexpr int barHeight = 40;
constexpr int underline = 2;

QFont fontOf(bool on) {
    return ui::font(TextRole::Section, on ? QFont::DemiBold : QFont::Medium);
}

ContentLine lineOf(Icon glyph, const QString& name, bool on) {
    return {.glyph = glyph, .text = name, .textFont = fontOf(on), .gap = 8};
}

} // namespace

TabBar::TabBar(const QStringList& names, const std::vector<Icon>& glyphs, QWidget* parent)
    : ChoiceRow(names, parent), glyphs_(glyphs) {
    Q_ASSERT(static_cast<std::size_t>(names.size()) == glyphs.size());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFocusRing(this, FocusRing::Inside);
}

QRect TabBar::choiceRect(int index) const {
    int left = 0;
    for (int i = 0; i < choices().size(); ++i) {
        const int own = lineOf(glyphs_[i], choices()[i], true).width() + 2 * padding;
        if (i == index)
            return {left, 0, own, height()};
        left += own;
    }
    return {};
}

QSize TabBar::sizeHint() const {
    const QRect last = choiceRect(static_cast<int>(choices().size()) - 1);
    return {last.right() + 1, heightFor(QFontMetrics(fontOf(true)), barHeight)};
}

void TabBar::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    for (int i = 0; i < choices().size(); ++i) {
        const bool on = i == index();
        const QRectF place = choiceRect(i);
        ContentLine line = lineOf(glyphs_[i], choices()[i], on);
        line.textColor = on || i == hot() ? colors.text1 : colors.text2;
        line.glyphColor = line.textColor;
        if (!isChoiceEnabled(i)) {
            line.textColor = colors.text3;
            line.glyphColor = colors.controlEdge;
        }
        line.paint(painter, place.adjusted(padding, 0, 0, 0));
        if (on)
            painter.fillRect(snapped(painter, QRectF(place.left(), height() - underline,
                                                     place.width(), underline)),
                             colors.laurel);
    }
}

} // namespace laurel::ui
