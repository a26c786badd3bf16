#pragma once

#include "data_elements.h"
#include "slice_header.h"

#include <optional>
#include <vector>

namespace laurel {

/// The frames of an object that has no functional groups, where its Frame Increment Pointer
/// (0028,0009) says that they are pictures one after the other: of a Cine module (PS3.3 C.7.6.5,
/// ultrasound and X-ray loops), or pages (C.8.6.3, secondary capture). They say nothing of where
/// they lie. Empty for others, for one frame, and for more frames than the file can hold or people
/// can look at (4096).
std::vector<SliceHeader> readCine(DcmItem& data, const SliceHeader& common);

/// Between rows and columns, in mm, where all plane regions of an ultrasound image agree (C.8.5.5).
std::optional<std::array<double, 2>> ultrasoundSpacing(DcmItem& data);

} // namespace laurel
