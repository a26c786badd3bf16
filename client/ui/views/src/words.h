#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/ui_kit/icons.h"

#include <QString>

namespace laurel::ui {

QString wordFor(SliceState state); ///< "in work"
StateMark markFor(SliceState state);

} // namespace laurel::ui
