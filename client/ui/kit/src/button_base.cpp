#include "laurel/ui_kit/buttons.h"

#include "key_override.h"
#include "laurel/ui_kit/painting.h"

#include <QKeyEvent>

namespace laurel::ui {

ButtonBase::ButtonBase(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    setAccessibleName(name);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    followTheme(this);
}

bool ButtonBase::event(QEvent* event) {
    return keepsKey(event, {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter}) ||
           QAbstractButton::event(event);
}

void ButtonBase::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && event->modifiers().testFlag(Qt::ControlModifier))
        return event->ignore(); // Ctrl+Enter marks a slice as reviewed wherever the focus is
    if (enter && !event->isAutoRepeat())
        click();
    else if (!enter)
        QAbstractButton::keyPressEvent(event);
}

bool ButtonBase::isHot() const {
    return isEnabled() && underMouse();
}

bool ButtonBase::isOn() const {
    return isEnabled() && (isDown() || isChecked());
}

} // namespace laurel::ui
