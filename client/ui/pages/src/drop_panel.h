#pragma once

#include <QStringList>
#include <QWidget>

namespace laurel::ui {

/// A page that takes local files and folders dropped anywhere on it.
class DropPanel : public QWidget {
    Q_OBJECT
  public:
    explicit DropPanel(QWidget* parent = nullptr);

  Q_SIGNALS:
    void pathsDropped(const QStringList& paths); ///< one or more

  protected:
    virtual void showHovering(bool hovers) = 0; ///< something hovers that could be dropped
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
};

} // namespace laurel::ui
