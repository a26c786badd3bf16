#pragma once

#include <QApplication>

namespace laurel::ui {

/// An application that no exception ends: what an event's handler throws, and nothing nearer to it
/// has caught, is told by `failed`, and the next event is handled. For the rest as QApplication.
class Application : public QApplication {
    Q_OBJECT
  public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override;

  Q_SIGNALS:
    void failed(const QString& what); ///< sentences for a person
};

} // namespace laurel::ui
