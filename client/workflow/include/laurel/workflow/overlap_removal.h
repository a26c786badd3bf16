#pragma once

#include "laurel/edit/edit_history.h"
#include "laurel/edit/paint_rules.h"

#include <cstddef>
#include <cstdint>

namespace laurel {

/// Takes what a segment covers in a box away from the segments of other layers, but for locked
/// ones and voxels that the area's grey values spare; changed slices are in work then. Not in
/// effect yet: for Case::apply. Empty where nothing overlaps.
/// @param image of the case, where the area limits values
/// @throws Error NotFound for a segment or slices that are not there; InvalidArgument for values
///         without an image
EditStep overlapRemoval(const Segmentation& segmentation, std::size_t segment, const VoxelBox& box,
                        const PaintArea& area = {}, const PaintImage& image = {});
/// The same in one slice.
EditStep overlapRemoval(const Segmentation& segmentation, std::size_t segment,
                        const SlicePlane& plane, const PaintArea& area = {},
                        const PaintImage& image = {});

} // namespace laurel
