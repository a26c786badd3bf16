#pragma once

#include "tool_box.h"

class QSettings;

/// Parameters of the tools outlive the window: what one set yesterday is set today. Kept is what
/// means the same in any case; ranges of slices and grey values, which belong to one image, are
/// not.
namespace laurel::ui {

void keepTools(const ToolBox& tools, QSettings& settings);
/// What is not there, or out of its range, stays as it is.
void recallTools(ToolBox& tools, QSettings& settings);

} // namespace laurel::ui
