#pragma once

#include "laurel/edit/edit_history.h"

#include <cstddef>

/// Acts on segments as wholes, each the step that it would be, for Case::apply. Thread-safe.
namespace laurel {

/// Gives the voxels of one segment to another and removes it from the list. Where the two lie in
/// different layers, voxels that a third segment has in the other's layer stay with that one.
/// @param counts of the segmentation, which say where to look
/// @throws Error InvalidArgument when a segment is not there, both are one, or either is locked
EditStep mergedInto(const Segmentation& segmentation, const SegmentCounts& counts,
                    std::size_t segment, std::size_t into);

/// A copy of the segment, named as it is and "copy", next in the list and in the lowest layer in
/// which it goes over nothing: one more where there is none, so that the two may overlap from now
/// on. @throws Error InvalidArgument when the segment is not there
EditStep duplicated(const Segmentation& segmentation, const SegmentCounts& counts,
                    std::size_t segment);

/// Adds those whose names the list has not, in order and without a voxel, in the first layer; each
/// keeps its value where that is free. Empty where all are there.
EditStep withSegments(const Segmentation& segmentation, const std::vector<Segment>& wanted);

/// Adds the segment, without a voxel, last in the list and in a layer in which no other one is and
/// no voxel has a value: one more where there is none, so that it may overlap all others from now
/// on. Never in the first layer, to which others are added. Its layer and value are chosen here.
/// Precondition: no other has its name.
EditStep withSegmentOfItsOwnLayer(const Segmentation& segmentation, Segment wanted);

/// The segment with all its voxels in a layer in which no other one is, so that it may overlap all
/// others from now on; what models made of it goes along. Never the first layer, to which others
/// are added. Empty where it is so already. Masks stay as they are, and so do states of slices.
/// @throws Error InvalidArgument when the segment is not there or is locked
EditStep movedToItsOwnLayer(const Segmentation& segmentation, const SegmentCounts& counts,
                            std::size_t segment);

/// The same into the first layer, where it may overlap none. Empty where it is in it already.
/// @throws Error InvalidArgument also where it overlaps one of that layer
EditStep movedToFirstLayer(const Segmentation& segmentation, const SegmentCounts& counts,
                           std::size_t segment);

/// The segment stands at `to` in the list; the order of the others stays. Empty where it stands
/// there already. @throws Error InvalidArgument when either place is not in the list
EditStep movedInList(const Segmentation& segmentation, std::size_t from, std::size_t to);

} // namespace laurel
