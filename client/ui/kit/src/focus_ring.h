#pragma once

namespace laurel::ui {

/// Watches, once for the application, where the keyboard brings the focus, and shows the ring
/// there.
void installFocusRing();

} // namespace laurel::ui
