#include "window_parts.h"

#include "laurel/ui_pages/dropped.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QKeyEvent>
#include <QPaintEvent>
#include <QPainter>

namespace laurel::ui {

MainWindow::MainWindow(Workbench& bench, QWidget* parent)
    : QWidget(parent), parts_(std::make_unique<Parts>(*this, bench)) {
    setWindowTitle(QStringLiteral("Laurel"));
    setWindowIcon(icon(Icon::Laurel, theme().laurel));
    setObjectName(QStringLiteral("laurel"));
    setAcceptDrops(true);
    setMinimumSize(1120, 640);
    parts_->restore();
}

MainWindow::~MainWindow() = default;

void MainWindow::openPath(const QString& path, const QString& masks) {
    parts_->leaveCase([parts = parts_.get(), path, masks] {
        parts->masksToCome = masks;
        parts->bench.opening.open(path);
    });
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    parts_->arrangeToasts();
}

void MainWindow::paintEvent(QPaintEvent* event) {
    QPainter(this).fillRect(event->rect(), theme().ground);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    parts_->remember();
    event->setAccepted(parts_->mayClose());
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPaths(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QStringList paths = localPaths(*event->mimeData());
    if (!paths.isEmpty()) {
        event->acceptProposedAction();
        parts_->takeDropped(paths);
    }
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (!parts_->handleKey(event->key())) {
        QWidget::keyPressEvent(event);
    }
}

} // namespace laurel::ui
