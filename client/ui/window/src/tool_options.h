#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"

#include <QWidget>

namespace laurel::ui {

/// Registers the options panels of the tools that work by pointer. The panels write into the tools'
/// parameters and call `changed`; they follow when the parameters are changed by keys or wheel.
/// All outlive the registry.
void registerToolOptions(OptionsRegistry& registry, ToolBox& tools, Commands& commands,
                         CaseSession& session);

} // namespace laurel::ui
