#pragma once

#include "laurel/engine/engine.h"

namespace laurel {

/// The slices `range` along the third axis, where they lie in the patient. One frame each.
/// @throws Error InvalidArgument when there are no such slices or no such frame
Volume cutSlices(const Volume& volume, SliceRange range, std::int64_t frame = 0);
/// All layers and segments are kept, also those that no voxel shows any more.
LabelMap cutSlices(const LabelMap& labels, SliceRange range);

/// Slice `slice` as a scanner would see it that is `width` times as thick: the mean of what lies in
/// that many slices about it, the outer ones by the part that they take (partial volume). What lies
/// beyond the volume does not count. F32, rescaled, one frame.
/// @throws Error InvalidArgument when there is no such slice or width is below 1
Volume thickSlice(const Volume& volume, std::int64_t slice, double width);

} // namespace laurel
