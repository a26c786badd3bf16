#pragma once

#include "laurel/imaging/label_map.h"

#include <string>
#include <vector>

namespace laurel {

/// What --rename asks for. Each is "NAME=NEW": the segment called NAME, or NAME_L and NAME_R, is
/// called NEW with the same side. The first that fits a segment counts.
/// @throws Error InvalidArgument for a rename without two names, or when two segments would get the
///         same name
LabelMap renamed(LabelMap labels, const std::vector<std::string>& renames);

} // namespace laurel
