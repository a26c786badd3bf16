#pragma once

#include "laurel/edit/label_map_edit.h"

#include <cstdint>
#include <optional>
#include <string>

/// Acts that need no pointer: each writes into an edit that is open for the segment's layer, and
/// names the step. Without effect where the segment is locked. A plane outside the volume throws
/// Error InvalidArgument.
namespace laurel {

/// Keeps the segment's largest piece (26-connected; in a plane 8-connected; of equals the first in
/// memory order) and gives the rest to the background. Memory follows the segment's bounds.
/// @param plane only within this slice; none: in the volume
StepLabel keepLargest(LabelMapEdit& edit, const Segment& segment,
                      const std::optional<SlicePlane>& plane);

/// Paints the segment's voxels of slice `from` into slice `to` of the same axis, and takes from the
/// segment what `to` had besides. @throws Error InvalidArgument when a slice is not in the volume
StepLabel copySlice(LabelMapEdit& edit, const Segment& segment, const SlicePlane& from,
                    std::int64_t to);

/// The same into all slices of a box across the axis of `from`.
/// @throws Error InvalidArgument when the slice or the box is not in the volume
StepLabel copySlices(LabelMapEdit& edit, const Segment& segment, const SlicePlane& from,
                     const VoxelBox& to);

/// Takes all voxels of the segment, in one slice or everywhere.
StepLabel clearSegment(LabelMapEdit& edit, const Segment& segment,
                       const std::optional<SlicePlane>& plane);
/// The same within a box. @throws Error InvalidArgument when it is not in the volume
StepLabel clearSegment(LabelMapEdit& edit, const Segment& segment, const VoxelBox& box);

/// "26" or "5–20" as people count slices, from 1.
std::string sliceText(std::int64_t first, std::int64_t last);
/// " (rows)" or " (columns)" after numbers of slices across another axis than the third; else "".
std::string alongText(int axis);

} // namespace laurel
