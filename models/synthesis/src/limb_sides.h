#pragma once

#include "laurel/imaging/label_map.h"

namespace laurel {

/// Tells the sides of two limbs apart in a label map that calls both alike: a segment "Sartorius"
/// becomes "Sartorius_R" and "Sartorius_L". In each slice the limbs are parted in the middle of the
/// widest run of empty columns between labels, or where there is none at their centre of mass.
/// Segments that have a side already stay.
/// @param labels one layer, in LPS orientation; values and their doubles must fit into 16 bits
LabelMap withSides(LabelMap labels);

} // namespace laurel
