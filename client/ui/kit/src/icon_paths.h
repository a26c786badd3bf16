#pragma once

#include "laurel/ui_kit/icons.h"

#include <QPainterPath>

#include <vector>

namespace laurel::ui {

enum class IconInk { Solid, Dashed, Filled };

struct IconLayer {
    IconInk ink = IconInk::Solid;
    QPainterPath path;
};

/// Layers of the glyph on the 20-px grid, read once from its line in the table.
const std::vector<IconLayer>& iconLayers(Icon icon);

} // namespace laurel::ui
