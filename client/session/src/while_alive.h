#pragma once

#include <QPointer>

#include <utility>

namespace laurel {

/// The action, which does nothing once the object is gone. To be made and called in its thread.
template <typename Action>
auto whileAlive(QObject* object, Action action) {
    return [alive = QPointer<QObject>(object),
            action = std::move(action)](auto&&... arguments) mutable {
        if (alive) {
            action(std::forward<decltype(arguments)>(arguments)...);
        }
    };
}

} // namespace laurel
