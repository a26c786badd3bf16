#pragma once

#include "laurel/imaging/label_map.h"

#include <string>
#include <vector>

namespace laurel {

/// All layers in one.
/// @param notes gets what values were changed so that each structure has its own
/// @throws Error Unsupported where a voxel belongs to two structures: `instead` says what to do
LabelMap inOneLayer(const LabelMap& labels, const std::string& instead,
                    std::vector<std::string>& notes);

} // namespace laurel
