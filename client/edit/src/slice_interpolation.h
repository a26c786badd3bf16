#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/segmentation.h"
#include "laurel/imaging/masks.h"

#include <optional>

namespace laurel {

/// The mask with empty slices between drawn ones filled by linear interpolation of signed
/// distances; drawn slices stay.
/// @param axis 0 to 2, along which slices lie
/// @param only the gap that this slice lies in; none: all gaps
/// @throws Error Cancelled
Mask interpolateSlices(const Mask& mask, const GridSize& size, const std::array<double, 3>& spacing,
                       int axis, const std::optional<std::int64_t>& only,
                       const CancellationToken& cancel);

} // namespace laurel
