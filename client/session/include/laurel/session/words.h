#pragma once

#include "laurel/imaging/label_map.h"

#include <QString>

namespace laurel {

/// "SOL R": abbreviation and side, the name's beginning where there is no abbreviation.
QString briefName(const Segment& segment);

} // namespace laurel
