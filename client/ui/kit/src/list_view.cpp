#include "laurel/ui_kit/list_view.h"

#include "key_override.h"

namespace laurel::ui {

bool ListView::event(QEvent* event) {
    return keepsKey(event, {Qt::Key_Up, Qt::Key_Down, Qt::Key_PageUp, Qt::Key_PageDown,
                            Qt::Key_Home, Qt::Key_End}) ||
           QListView::event(event);
}

} // namespace laurel::ui
