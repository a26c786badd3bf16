#pragma once

#include "laurel/edit/edit_history.h"

#include <cstddef>
#include <cstdint>

namespace laurel {

/// Takes what a segment covers in one slice (third axis) away from the segments of other layers,
/// but for locked ones; the slice is in work then. Not in effect yet: for Case::apply. Empty where
/// nothing overlaps.
/// @throws Error NotFound for a segment or slice that is not there
EditStep overlapRemoval(const Segmentation& segmentation, std::size_t segment, std::int64_t slice);

} // namespace laurel
