#pragma once

#include "laurel/engine/engine.h"

namespace laurel {

/// The slices `range` along the third axis, where they lie in the patient. One frame each.
/// @throws Error InvalidArgument when there are no such slices or no such frame
Volume cutSlices(const Volume& volume, SliceRange range, std::int64_t frame = 0);
/// All layers and segments are kept, also those that no voxel shows any more.
LabelMap cutSlices(const LabelMap& labels, SliceRange range);

} // namespace laurel
