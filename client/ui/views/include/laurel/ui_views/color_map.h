#pragma once

#include "laurel/session/grey_window.h"

#include <QColor>
#include <QString>

#include <array>

namespace laurel::ui {

/// 256 opaque colours from the darkest value to the brightest.
using ColorTable = std::array<QRgb, 256>;

/// Made once for each map. Inferno and Viridis go in a straight line (sRGB) between 13 colours of
/// the maps that N. Smith and S. van der Walt published for matplotlib 2.0 (CC0): equal steps look
/// equal, with any colour vision, and lightness always grows. Hot is MATLAB's: red, then green,
/// then blue rise in turn.
const ColorTable& colorTable(ColorMap map);

/// "Grey", "Hot", "Inferno", "Viridis".
QString nameOf(ColorMap map);

} // namespace laurel::ui
