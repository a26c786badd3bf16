#include "laurel/ui_kit/buttons.h"
#include "laurel/ui_kit/labels.h"

#include "accessibility.h"
#include "content_line.h"
#include "laurel/ui_kit/painting.h"

#include <QPainter>
#include <QResizeEvent>

#include <algorithm>

namespace laurel::ui {
namespace {

constexpr int chipHeight = 22;
constexpr int glyphPadding = 8;
constexpr int textPadding = 10;
constexpr int glyphSide = 15;
constexpr int markSide = 12;
constexpr int barWidth = 44;
constexpr int barThickness = 4;
constexpr int crossSide = 20;
constexpr int gap = 7;

struct ChipColors {
    QColor fill, text;
};

ChipColors colorsOf(std::optional<StateMark> mark) {
    const Theme& colors = theme();
    if (!mark || *mark == StateMark::Empty)
        return {colors.raised, colors.text2};
    switch (*mark) {
    case StateMark::Auto:
        return {colors.automaticChip, colors.automatic};
    case StateMark::InWork:
        return {colors.inWorkChip, colors.inWork};
    case StateMark::Flagged:
        return {colors.flaggedChip, colors.flagged};
    default:
        return {colors.reviewedChip, colors.laurelText};
    }
}

QFont chipFont() {
    return ui::font(TextRole::Caption, QFont::Medium);
}

int textWidth(const QString& text) {
    return QFontMetrics(chipFont()).horizontalAdvance(text);
}

int heightOfChip() {
    return std::max(chipHeight, QFontMetrics(chipFont()).height() + 6);
}

void drawBar(QPainter& painter, const QRectF& rect, double fraction, const QColor& color) {
    const double radius = rect.height() / 2;
    drawBox(painter, rect, radius, theme().fieldBorder);
    if (fraction <= 0)
        return;
    QRectF done = rect;
    done.setWidth(std::max(rect.height(), rect.width() * fraction));
    drawBox(painter, done, radius, color);
}

} // namespace

Chip::Chip(const QString& text, QWidget* parent) : QWidget(parent), text_(text) {
    setAccessibleName(text);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this);
}

void Chip::setText(const QString& text) {
    text_ = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Chip::setMark(std::optional<StateMark> mark) {
    mark_ = mark;
    updateGeometry();
    update();
}

void Chip::setGlyph(std::optional<Icon> glyph) {
    glyph_ = glyph;
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const {
    const int sign = glyph_ ? glyphSide : (mark_ ? markSide : 0);
    const int left = sign > 0 ? glyphPadding + sign + 6 : textPadding;
    return {left + textWidth(text_) + textPadding, heightOfChip()};
}

void Chip::paintEvent(QPaintEvent*) {
    const ChipColors colors = colorsOf(mark_);
    QPainter painter(this);
    drawBox(painter, rect(), height() / 2.0, colors.fill);
    QRectF place = QRectF(rect()).adjusted(glyph_ || mark_ ? glyphPadding : textPadding, 0, 0, 0);
    if (mark_ && !glyph_) {
        paintStateMark(painter, *mark_,
                       QRectF(place.left(), (height() - markSide) / 2.0, markSide, markSide));
        place.setLeft(place.left() + markSide + 6);
    }
    const ContentLine line{.glyph = glyph_,
                           .text = text_,
                           .textFont = chipFont(),
                           .glyphColor = colors.text,
                           .textColor = colors.text,
                           .glyphSide = glyphSide};
    line.paint(painter, place);
}

ProgressBar::ProgressBar(QWidget* parent) : QWidget(parent) {
    installAccessibility();
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    followTheme(this);
}

void ProgressBar::setFraction(double fraction) {
    fraction_ = std::clamp(fraction, 0.0, 1.0);
    update();
}

void ProgressBar::setColor(const QColor& color) {
    color_ = color;
    update();
}

QSize ProgressBar::sizeHint() const {
    return {120, 6};
}

QSize ProgressBar::minimumSizeHint() const {
    return {24, 6};
}

void ProgressBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawBar(painter, rect(), fraction_, color_.isValid() ? color_ : theme().laurel);
}

TaskChip::TaskChip(Icon glyph, const QString& name, QWidget* parent)
    : QWidget(parent), glyph_(glyph), cross_(new GlyphButton(Icon::Cross, tr("Cancel"), {}, this)) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    cross_->setGlyphSize(14);
    connect(cross_, &QAbstractButton::clicked, this, &TaskChip::cancelled);
    followTheme(this);
    setName(name);
}

void TaskChip::refresh() {
    setAccessibleName(QStringList{name_, timeLeft_}.join(u' ').trimmed());
    updateGeometry();
    update();
}

void TaskChip::setName(const QString& name) {
    name_ = name;
    cross_->setAccessibleName(tr("Cancel %1").arg(name));
    cross_->setToolTip(cross_->accessibleName());
    refresh();
}

void TaskChip::setFraction(std::optional<double> fraction) {
    const bool moved = fraction.has_value() != fraction_.has_value();
    fraction_ = fraction;
    moved ? refresh() : update();
}

void TaskChip::setTimeLeft(const QString& time) {
    timeLeft_ = time;
    refresh();
}

void TaskChip::setCancellable(bool cancellable) {
    cross_->setVisible(cancellable);
    refresh();
}

QSize TaskChip::sizeHint() const {
    int width = glyphPadding + glyphSide + 6 + textWidth(name_);
    width += fraction_ ? gap + barWidth : 0;
    width += timeLeft_.isEmpty() ? 0 : gap + textWidth(timeLeft_);
    return {width + (cross_->isHidden() ? textPadding : 4 + crossSide + 3), heightOfChip()};
}

void TaskChip::resizeEvent(QResizeEvent*) {
    cross_->setGeometry(width() - crossSide - 3, (height() - crossSide) / 2, crossSide, crossSide);
}

void TaskChip::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    drawBox(painter, rect(), height() / 2.0, colors.raised);
    const ContentLine line{.glyph = glyph_,
                           .text = name_,
                           .textFont = chipFont(),
                           .glyphColor = colors.text2,
                           .textColor = colors.text2,
                           .glyphSide = glyphSide};
    line.paint(painter, QRectF(rect()).adjusted(glyphPadding, 0, 0, 0));
    double left = glyphPadding + line.width() + gap;
    if (fraction_) {
        const QRectF bar(left, (height() - barThickness) / 2.0, barWidth, barThickness);
        drawBar(painter, bar, std::clamp(*fraction_, 0.0, 1.0), colors.laurel);
        left += barWidth + gap;
    }
    painter.setFont(chipFont());
    painter.setPen(colors.text2);
    drawLine(painter, QRectF(left, 0, width() - left, height()), Qt::AlignLeft, timeLeft_);
}

} // namespace laurel::ui
