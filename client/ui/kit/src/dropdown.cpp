#include "laurel/ui_kit/buttons.h"

#include "accessibility.h"
#include "content_line.h"
#include "key_override.h"
#include "laurel/ui_kit/painting.h"
#include "laurel/ui_kit/theme.h"
#include "menu_choice.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace laurel::ui {
namespace {

constexpr int padding = 10;
constexpr int chevron = 16;

ContentLine lineOf(std::optional<Icon> glyph, const QString& text, const QString& note) {
    return {.glyph = glyph,
            .text = text,
            .note = note,
            .textFont = ui::font(TextRole::Body, QFont::Medium),
            .noteFont = ui::font(TextRole::Body),
            .gap = 8};
}

} // namespace

Dropdown::Dropdown(const QString& name, const QStringList& choices, QWidget* parent)
    : ButtonBase(name, parent) {
    installAccessibility();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setChoices(choices);
    connect(this, &QAbstractButton::clicked, this, &Dropdown::openMenu);
}

void Dropdown::setChoices(const QStringList& choices) {
    choices_ = choices;
    index_ = choices.isEmpty() ? -1 : 0;
    updateGeometry();
    update();
}

void Dropdown::setIndex(int index) {
    index_ = std::clamp(index, -1, static_cast<int>(choices_.size()) - 1);
    update();
}

void Dropdown::setGlyph(std::optional<Icon> glyph) {
    glyph_ = glyph;
    updateGeometry();
    update();
}

void Dropdown::setNote(const QString& note) {
    note_ = note;
    updateGeometry();
    update();
}

void Dropdown::setShownText(const QString& text) {
    shownText_ = text;
    updateGeometry();
    update();
}

QString Dropdown::shownText() const {
    return !shownText_.isEmpty() || index_ < 0 ? shownText_ : choices_[index_];
}

QSize Dropdown::sizeHint() const {
    int widest = lineOf(glyph_, shownText(), note_).width();
    for (const QString& choice : choices_)
        widest = std::max(widest, lineOf(glyph_, choice, note_).width());
    return {widest + 2 * padding + 8 + chevron,
            heightFor(QFontMetrics(ui::font(TextRole::Body, QFont::Medium)), space::button)};
}

QSize Dropdown::minimumSizeHint() const {
    return {64, sizeHint().height()};
}

void Dropdown::paintEvent(QPaintEvent*) {
    const Theme& colors = theme();
    QPainter painter(this);
    const QColor fill = isOn() ? colors.selected : (isHot() ? colors.hover : colors.raised);
    const QColor border = isOn() ? colors.laurel : colors.fieldBorder;
    drawBox(painter, rect(), space::radiusControl, isEnabled() ? fill : QColor(),
            isEnabled() ? border : colors.line);
    ContentLine line = lineOf(glyph_, shownText(), note_);
    line.textColor = isEnabled() ? colors.text1 : colors.text3;
    line.glyphColor = isEnabled() ? colors.text2 : colors.controlEdge;
    line.noteColor = colors.text3;
    line.paint(painter, QRectF(padding, 0, width() - 2 * padding - chevron, height()));
    const QRectF square(width() - padding - chevron + 2, (height() - chevron) / 2.0, chevron,
                        chevron);
    paintIcon(painter, Icon::ChevronDown, square, line.glyphColor);
}

void Dropdown::openMenu() {
    if (choices_.isEmpty())
        return;
    setDown(true);
    const int taken = choiceFromMenu(this, choices_, shownText_.isEmpty() ? index_ : -1);
    setDown(false);
    if (taken >= 0)
        choose(taken);
}

void Dropdown::choose(int index) {
    if (index < 0 || index >= choices_.size() || (index == index_ && shownText_.isEmpty()))
        return;
    shownText_.clear();
    setIndex(index);
    announceValue(this);
    Q_EMIT chosen(index);
}

void Dropdown::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        click(); // a menu opens when the button goes down
}

bool Dropdown::event(QEvent* event) {
    return keepsKey(event, {Qt::Key_Up, Qt::Key_Down}) || ButtonBase::event(event);
}

void Dropdown::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up)
        choose(index_ + (event->key() == Qt::Key_Down ? 1 : -1));
    else
        ButtonBase::keyPressEvent(event);
}

void Dropdown::wheelEvent(QWheelEvent* event) {
    event->ignore(); // the panel scrolls
}

} // namespace laurel::ui
