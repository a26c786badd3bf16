#pragma once

#include "data_elements.h"
#include "slice_header.h"

namespace laurel {

/// The frames of an enhanced multi-frame object (PS3.3 C.7.6.16), each with what its own group or
/// the shared one says; what neither says is as `common` has it. Empty where the object has no
/// groups, or not one for each frame.
std::vector<SliceHeader> readFrames(DcmItem& data, const SliceHeader& common);

} // namespace laurel
