#include "laurel/ui_kit/labels.h"

#include "accessibility.h"
#include "content_line.h"
#include "laurel/ui_kit/painting.h"

#include <QEvent>
#include <QPainter>

#include <cmath>

namespace laurel::ui {
namespace {

constexpr int shortestWidth = 24;

QColor colorOf(Label::Tone tone) {
    const Theme& colors = theme();
    switch (tone) {
    case Label::Tone::Text1:
        return colors.text1;
    case Label::Tone::Text2:
        return colors.text2;
    case Label::Tone::Text3:
        return colors.text3;
    case Label::Tone::Laurel:
        return colors.laurelText;
    case Label::Tone::Flagged:
        return colors.flagged;
    case Label::Tone::InWork:
        return colors.inWork;
    }
    return colors.text1;
}

} // namespace

Label::Label(const QString& text, TextRole role, Tone tone, QFont::Weight weight, QWidget* parent)
    : QWidget(parent), text_(text), role_(role), tone_(tone), weight_(weight),
      alignment_(Qt::AlignLeft) {
    installAccessibility();
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    followTheme(this);
}

void Label::setText(const QString& text) {
    if (text == text_)
        return;
    text_ = text;
    setAccessibleName(text);
    tellWhole();
    updateGeometry();
    update();
}

void Label::setTone(Tone tone) {
    tone_ = tone;
    update();
}

void Label::setWraps(bool wraps) {
    wraps_ = wraps;
    // Without leave to grow, a layout would not give it more than one line.
    QSizePolicy policy(QSizePolicy::Preferred, wraps ? QSizePolicy::Minimum : QSizePolicy::Fixed);
    policy.setHeightForWidth(wraps);
    setSizePolicy(policy);
    updateGeometry();
}

void Label::setNumeric(bool numeric) {
    numeric_ = numeric;
    updateGeometry();
    update();
}

void Label::setAlignment(Qt::Alignment alignment) {
    alignment_ = alignment;
    update();
}

QString Label::shownText() const {
    const QFontMetrics metrics(ui::font(role_, weight_));
    return wraps_ || numeric_ ? text_ : elidedMiddle(metrics, text_, contentsRect().width());
}

QSize Label::sizeHint() const {
    const QFontMetrics metrics(ui::font(role_, weight_));
    const int width = numeric_
                          ? static_cast<int>(std::ceil(digitsWidth(QFontMetricsF(metrics), text_)))
                          : metrics.horizontalAdvance(text_);
    const QMargins margins = contentsMargins();
    return {width + margins.left() + margins.right(),
            metrics.height() + margins.top() + margins.bottom()};
}

QSize Label::minimumSizeHint() const {
    const QSize hint = sizeHint();
    return numeric_ ? hint : QSize(std::min(hint.width(), shortestWidth), hint.height());
}

bool Label::hasHeightForWidth() const {
    return wraps_;
}

int Label::heightForWidth(int width) const {
    const QMargins margins = contentsMargins();
    const QRect room(0, 0, std::max(1, width - margins.left() - margins.right()), 1 << 20);
    const QFontMetrics metrics(ui::font(role_, weight_));
    return metrics.boundingRect(room, Qt::TextWordWrap, text_).height() + margins.top() +
           margins.bottom();
}

void Label::resizeEvent(QResizeEvent*) {
    tellWhole();
}

/// What does not fit is told by the tooltip, unless the owner gave another.
void Label::tellWhole() {
    const bool broken = shownText() != text_;
    if (broken && (tellsWhole_ || toolTip().isEmpty())) {
        tellsWhole_ = true;
        setToolTip(text_);
    } else if (!broken && tellsWhole_) {
        tellsWhole_ = false;
        setToolTip({});
    }
}

void Label::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(ui::font(role_, weight_));
    painter.setPen(isEnabled() ? colorOf(tone_) : theme().text3);
    const QRectF place = contentsRect();
    if (numeric_)
        drawDigits(painter, place, Qt::AlignRight, text_);
    else if (wraps_)
        painter.drawText(place,
                         static_cast<int>(alignment_ & Qt::AlignHorizontal_Mask) | Qt::TextWordWrap,
                         text_);
    else
        drawLine(painter, place, alignment_, shownText());
}

} // namespace laurel::ui
