#include "drop_panel.h"

#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QUrl>

namespace laurel::ui {

namespace {

/// The first local file or folder of what is dragged; empty when there is none.
QString localPath(const QMimeData& data) {
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()) {
            return url.toLocalFile();
        }
    }
    return {};
}

} // namespace

DropPanel::DropPanel(QWidget* parent) : QWidget(parent) {
    setAcceptDrops(true);
}

void DropPanel::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPath(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
        showHovering(true);
    }
}

void DropPanel::dragLeaveEvent(QDragLeaveEvent*) {
    showHovering(false);
}

void DropPanel::dropEvent(QDropEvent* event) {
    showHovering(false);
    const QString path = localPath(*event->mimeData());
    if (!path.isEmpty()) {
        event->acceptProposedAction();
        Q_EMIT pathDropped(path);
    }
}

} // namespace laurel::ui
