#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"

namespace laurel::ui {

/// Registers the options panels of the tools that change a segment as a whole, built from the
/// operations' typed parameters. A change asks for a new preview.
/// @param image of the open case: the greys that a threshold can have
void registerOperationOptions(OptionsRegistry& registry, ToolBox& tools, CaseSession& session);

} // namespace laurel::ui
