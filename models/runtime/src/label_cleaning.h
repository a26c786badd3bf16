#pragma once

#include "laurel/imaging/label_map.h"

namespace laurel {

/// Of each value of layer 0 only its largest component (26 neighbours) remains.
void keepLargestComponents(LabelMap& labels);

/// Background enclosed by one value within a slice takes this value.
void fillHolesInSlices(LabelMap& labels);

} // namespace laurel
