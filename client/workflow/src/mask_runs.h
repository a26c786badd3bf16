#pragma once

#include "laurel/workflow/mask_import.h"

namespace laurel {

/// Everything that has a segment, as runs. @throws Error Cancelled
PlacedMasks runsOf(const LabelMap& labels, const CancellationToken& cancel);

} // namespace laurel
