#include "laurel/ui_kit/choices.h"

#include "accessibility.h"
#include "key_override.h"
#include "laurel/ui_kit/painting.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

namespace laurel::ui {

ChoiceRow::ChoiceRow(const QStringList& choices, QWidget* parent)
    : QWidget(parent), choices_(choices) {
    installAccessibility();
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setAccessibleName(choices.join(QStringLiteral(", ")));
    followTheme(this);
}

void ChoiceRow::setIndex(int index) {
    index_ = std::clamp(index, 0, std::max(0, static_cast<int>(choices_.size()) - 1));
    update();
}

void ChoiceRow::choose(int index) {
    if (index < 0 || index >= choices_.size() || index == index_ || !isChoiceEnabled(index))
        return;
    setIndex(index);
    announceValue(this);
    Q_EMIT chosen(index);
}

void ChoiceRow::setChoiceEnabled(int index, bool enabled, const QString& why) {
    if (enabled)
        disabled_.remove(index);
    else
        disabled_[index] = why;
    update();
}

bool ChoiceRow::isChoiceEnabled(int index) const {
    return isEnabled() && !disabled_.contains(index);
}

int ChoiceRow::choiceAt(QPoint position) const {
    for (int i = 0; i < choices_.size(); ++i)
        if (choiceRect(i).contains(position))
            return i;
    return -1;
}

void ChoiceRow::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        choose(choiceAt(event->position().toPoint()));
}

void ChoiceRow::mouseMoveEvent(QMouseEvent* event) {
    const int at = choiceAt(event->position().toPoint());
    hot_ = isChoiceEnabled(at) ? at : -1;
    update();
}

void ChoiceRow::leaveEvent(QEvent*) {
    hot_ = -1;
    update();
}

bool ChoiceRow::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString why = disabled_.value(choiceAt(help->pos()));
        QToolTip::showText(help->globalPos(), why.isEmpty() ? toolTip() : why, this);
        return true;
    }
    return keepsKey(event, {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up, Qt::Key_Down, Qt::Key_Home,
                            Qt::Key_End}) ||
           QWidget::event(event);
}

/// To the first choice from there on that can be chosen.
void ChoiceRow::step(int from, int by) {
    while (from >= 0 && from < choices_.size() && !isChoiceEnabled(from))
        from += by;
    choose(from);
}

void ChoiceRow::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return step(index_ - 1, -1);
    case Qt::Key_Right:
    case Qt::Key_Down:
        return step(index_ + 1, 1);
    case Qt::Key_Home:
        return step(0, 1);
    case Qt::Key_End:
        return step(static_cast<int>(choices_.size()) - 1, -1);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace laurel::ui
