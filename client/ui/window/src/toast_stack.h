#pragma once

#include "laurel/ui_kit/controls.h"

#include <QObject>

#include <functional>
#include <vector>

namespace laurel::ui {

/// Messages over the panels at the lower right of the window, newest at the bottom, at most three.
/// They go after 6 s, errors when they are dismissed.
class ToastStack : public QObject {
    Q_OBJECT
  public:
    explicit ToastStack(QWidget& window);

    void show(Toast::Kind kind, const QString& title, const QString& detail,
              const QString& action = {}, std::function<void()> act = {});
    /// Where the lowest one ends, in the window's coordinates.
    void setArea(const QRect& area);

  private:
    void remove(Toast* toast);
    void arrange();

    QWidget& window_;
    QRect area_;
    std::vector<Toast*> toasts_;
};

} // namespace laurel::ui
