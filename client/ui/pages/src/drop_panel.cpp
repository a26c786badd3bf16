#include "drop_panel.h"

#include "laurel/ui_pages/dropped.h"

#include <QDragEnterEvent>
#include <QDropEvent>

namespace laurel::ui {

DropPanel::DropPanel(QWidget* parent) : QWidget(parent) {
    setAcceptDrops(true);
}

void DropPanel::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPaths(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
        showHovering(true);
    }
}

void DropPanel::dragLeaveEvent(QDragLeaveEvent*) {
    showHovering(false);
}

void DropPanel::dropEvent(QDropEvent* event) {
    showHovering(false);
    const QStringList paths = localPaths(*event->mimeData());
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT pathsDropped(paths);
    }
}

} // namespace laurel::ui
