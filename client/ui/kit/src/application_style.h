#pragma once

namespace laurel::ui {

/// Gives the application, once, the style that draws what remains of Qt's own widgets (menus,
/// fields, scroll bars, tool tips, lists) in the colours of the theme in force.
void installApplicationStyle();

} // namespace laurel::ui
