#pragma once

#include "laurel/imaging/label_map.h"

#include <QString>

namespace laurel {

/// "SOL R": abbreviation and side, the name's beginning where there is no abbreviation.
QString briefName(const Segment& segment);

/// A text of `tr(..., nullptr, number)` as English has it: "(s)" stands for the plural there, and
/// translations, which have forms of their own, do without it.
QString numbered(QString translated, qsizetype number);

} // namespace laurel
