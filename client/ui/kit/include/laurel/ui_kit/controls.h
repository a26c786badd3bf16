#pragma once

/// Controls of the design (picture 12). All: keyboard focus ring 2 px laurel, 2 px off, for
/// keyboard focus only; accessible name and role; follow the theme; disabled ones say why in their
/// tooltip. Buttons, switches and the like take focus by Tab, not by a click, so that keys keep
/// going to the image. Signals come when a person acts, never from a setter, unless the line says
/// otherwise. GUI thread.

#include "laurel/ui_kit/buttons.h"
#include "laurel/ui_kit/choices.h"
#include "laurel/ui_kit/fields.h"
#include "laurel/ui_kit/icons.h"
#include "laurel/ui_kit/labels.h"
#include "laurel/ui_kit/panels.h"
#include "laurel/ui_kit/theme.h"
