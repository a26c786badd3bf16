#pragma once

#include "laurel/edit/label_map_edit.h"

#include <string>

namespace laurel {

/// "Soleus · 26": the segment, and the slices (of the third axis) that the edit wrote to; empty
/// where it wrote nothing, about which there is nothing to say.
std::string detailOf(const LabelMapEdit& edit, const Segment& segment);

/// Why an act did nothing on a slice that its range leaves out.
inline constexpr const char* outOfRange =
    "This slice is not one of the range: nothing was changed. The tool's options say which are.";

} // namespace laurel
