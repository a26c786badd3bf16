#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/imaging/label_map.h"

namespace laurel {

/// Of each value of layer 0 only its largest component (26 neighbours) remains.
/// @throws Error Cancelled, before the next value
void keepLargestComponents(LabelMap& labels, const CancellationToken& cancel);

/// Background enclosed by one value within a slice takes this value.
/// @throws Error Cancelled, before the next slice of a value
void fillHolesInSlices(LabelMap& labels, const CancellationToken& cancel);

} // namespace laurel
