#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/ui_kit/icons.h"

#include <QColor>
#include <QString>

/// How states and colours of the case read and look, in one place for views and panels.
namespace laurel::ui {

QString wordFor(SliceState state); ///< "in work"
StateMark markFor(SliceState state);
QColor toQColor(const Color& color);

} // namespace laurel::ui
