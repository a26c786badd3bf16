#pragma once

#include "tool_box.h"

#include "laurel/session/case_session.h"

namespace laurel::ui {

/// The options of ruler and angle: what was measured, each to go to or to remove.
void registerMeasureOptions(OptionsRegistry& registry, CaseSession& session);

} // namespace laurel::ui
