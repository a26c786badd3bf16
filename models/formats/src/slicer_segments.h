#pragma once

#include "itk_image.h"

#include "laurel/imaging/label_map.h"

namespace laurel {

/// Segments under the keys of 3D Slicer's .seg.nrrd (Segment0_Name, Segment0_LabelValue,
/// Segment0_Layer, Segment0_Color, Segment0_Tags …). SNOMED codes travel in the terminology tag,
/// abbreviations in a tag of our own, which Slicer keeps.
HeaderFields slicerFields(const LabelMap& labels);

/// Adds the segments that the fields describe, if any.
/// @throws Error InvalidInput naming the key
void applySlicerFields(const HeaderFields& fields, LabelMap& labels, const std::string& source);

} // namespace laurel
