#pragma once

#include "laurel/ui_kit/controls.h"

#include <QObject>

#include <functional>
#include <vector>

namespace laurel::ui {

/// Messages over the panels at the lower right of the window, newest at the bottom, at most three.
/// One that says what another says already takes its place. They go as Toast says.
class ToastStack : public QObject {
    Q_OBJECT
  public:
    explicit ToastStack(QWidget& window);

    void show(Toast::Kind kind, const QString& title, const QString& detail,
              const QString& action = {}, std::function<void()> act = {});
    /// Takes a message of this title away, since it no longer holds; nothing where there is none.
    void withdraw(const QString& title);
    /// Where the lowest one ends, in the window's coordinates.
    void setArea(const QRect& area);

  private:
    struct Entry {
        Toast* toast;
        QString text; ///< all that is written on it
    };

    void remove(Toast* toast);
    void arrange();

    QWidget& window_;
    QRect area_;
    std::vector<Entry> entries_;
};

} // namespace laurel::ui
