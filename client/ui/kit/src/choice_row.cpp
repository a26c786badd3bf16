#include "laurel/ui_kit/choices.h"

#include "accessibility.h"
#include "laurel/ui_kit/painting.h"

#include <QKeyEvent>
#include <QMouseEvent>

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
    if (index < 0 || index >= choices_.size() || index == index_)
        return;
    setIndex(index);
    announceValue(this);
    Q_EMIT chosen(index);
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
    hot_ = choiceAt(event->position().toPoint());
    update();
}

void ChoiceRow::leaveEvent(QEvent*) {
    hot_ = -1;
    update();
}

void ChoiceRow::keyPressEvent(QKeyEvent* event) {
    const int last = static_cast<int>(choices_.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return choose(std::max(0, index_ - 1));
    case Qt::Key_Right:
    case Qt::Key_Down:
        return choose(std::min(last, index_ + 1));
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(last);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace laurel::ui
