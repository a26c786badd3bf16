#pragma once

#include "itk_image.h"

#include "laurel/imaging/label_map.h"

namespace laurel {

/// Segments under the keys of 3D Slicer's .seg.nrrd (Segment0_Name, Segment0_LabelValue,
/// Segment0_Layer, Segment0_Color, Segment0_Tags …). SNOMED codes travel in the terminology tag,
/// abbreviations in a tag of our own, which Slicer keeps.
HeaderFields slicerFields(const LabelMap& labels);

/// Adds the segments that the fields describe, if any; equal names are told apart by their number.
/// The grid is the file's own: 3D Slicer crops it to the segments' extent and moves the origin with
/// it, so that Segmentation_ReferenceImageExtentOffset and Segment0_Extent say nothing more.
/// @throws Error InvalidInput naming the key
void applySlicerFields(const HeaderFields& fields, LabelMap& labels, const std::string& source);

} // namespace laurel
