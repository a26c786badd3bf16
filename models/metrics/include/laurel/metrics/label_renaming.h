#pragma once

#include "laurel/imaging/label_map.h"

#include <string>
#include <vector>

namespace laurel {

/// The same labels under other names, so that they can be matched. Each rename is "NAME=NEW", as
/// the command line's --rename has it: the segment called NAME, or NAME_L and NAME_R, is called NEW
/// with the same side. The first that fits a segment counts.
/// @throws Error InvalidArgument for a rename without two names, or when two segments would get the
///         same name
LabelMap withRenamedSegments(LabelMap labels, const std::vector<std::string>& renames);

} // namespace laurel
