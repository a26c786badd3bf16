#pragma once

#include <initializer_list>

class QEvent;

namespace laurel::ui {

/// Keeps the window's single-key shortcuts from taking a key that the focused control uses itself:
/// true (and accepted) when the event asks whether one of these keys, pressed alone, is used.
bool keepsKey(QEvent* event, std::initializer_list<int> keys);

} // namespace laurel::ui
