#pragma once

#include <QEventLoop>
#include <QObject>
#include <QTimer>

#include <compare>
#include <functional>
#include <ostream>
#include <utility>

#include <gtest/gtest.h>

namespace laurel {

/// Runs the event loop until the condition holds; looked at after every event and 100 times a
/// second.
inline void waitUntil(const std::function<bool()>& condition, int mostSeconds = 60) {
    QEventLoop loop;
    QTimer look;
    QTimer patience;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (condition()) {
            loop.quit();
        }
    });
    QObject::connect(&patience, &QTimer::timeout, &loop, [&] {
        ADD_FAILURE() << "not in " << mostSeconds << " s";
        loop.quit();
    });
    look.start(10);
    patience.start(mostSeconds * 1000);
    if (!condition()) {
        loop.exec();
    }
}

/// How often a signal came.
class SignalCount {
  public:
    template <typename Sender, typename Signal>
    SignalCount(Sender* sender, Signal signal) {
        connection_ = QObject::connect(sender, signal, [this] { ++count_; });
    }
    ~SignalCount() { QObject::disconnect(connection_); }
    SignalCount(const SignalCount&) = delete;
    SignalCount& operator=(const SignalCount&) = delete;

    int take() { return std::exchange(count_, 0); }
    friend bool operator==(const SignalCount& signal, int count) { return signal.count_ == count; }
    friend auto operator<=>(const SignalCount& signal, int count) {
        return signal.count_ <=> count;
    }
    friend void PrintTo(const SignalCount& signal, std::ostream* out) { *out << signal.count_; }

  private:
    int count_ = 0;
    QMetaObject::Connection connection_;
};

} // namespace laurel
