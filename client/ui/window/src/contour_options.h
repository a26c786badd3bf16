#pragma once

#include "tool_box.h"

namespace laurel::ui {

/// Options of the curve tools and of interpolation.
void registerContourOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands,
                            CaseSession& session);

} // namespace laurel::ui
