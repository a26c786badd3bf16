#include "key_override.h"

#include <QKeyEvent>

#include <algorithm>

namespace laurel::ui {

bool keepsKey(QEvent* event, std::initializer_list<int> keys) {
    if (event->type() != QEvent::ShortcutOverride)
        return false;
    const auto* pressed = static_cast<QKeyEvent*>(event);
    const bool alone = (pressed->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    if (!alone || std::find(keys.begin(), keys.end(), pressed->key()) == keys.end())
        return false;
    event->accept();
    return true;
}

} // namespace laurel::ui
