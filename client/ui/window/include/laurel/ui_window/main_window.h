#pragma once

#include "laurel/session/workbench.h"

#include <QWidget>

#include <memory>

namespace laurel::ui {

/// The window: bars, places, messages. Shows what the workbench has and asks it for everything; no
/// modal window but the system's file dialogs. GUI thread.
///
/// Remembers size, theme, text size and the last folder in `<home>/desktop.ini`.
class MainWindow : public QWidget {
    Q_OBJECT
  public:
    /// @param bench outlives the window
    explicit MainWindow(Workbench& bench, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// An image, a folder of DICOM or a case folder, as from the command line; then the file or
    /// folder of masks on it, if one is given.
    void openPath(const QString& path, const QString& masks = {});

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace laurel::ui
