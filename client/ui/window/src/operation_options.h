#pragma once

#include "tool_box.h"

namespace laurel::ui {

/// Registers the options panels of the tools that change a segment as a whole, built from the
/// operations' typed parameters. A change asks for a new preview.
/// @param image of the open case: the greys that a threshold can have
void registerOperationOptions(OptionsRegistry& registry, ToolBox& tools, const Volume& image,
                              std::int64_t frame);

} // namespace laurel::ui
