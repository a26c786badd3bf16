#pragma once

#include "laurel/edit/measurement.h"
#include "laurel/edit/segmentation.h"
#include "laurel/ui_kit/icons.h"

#include <QColor>
#include <QString>

/// How states and colours of the case read and look, in one place for views and panels.
namespace laurel::ui {

QString wordFor(SliceState state); ///< "in work"
StateMark markFor(SliceState state);
QColor toQColor(const Color& color);

/// "42.3 mm", "118.4°".
QString textOf(const Measure& measurement);

} // namespace laurel::ui
