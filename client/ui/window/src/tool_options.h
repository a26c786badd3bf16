#pragma once

#include "tool_box.h"

#include <QWidget>

namespace laurel::ui {

/// Registers the options panel of every tool. The panels write into the tools' parameters and call
/// `changed`; they follow when the parameters are changed by keys or wheel.
void registerToolOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands);

} // namespace laurel::ui
