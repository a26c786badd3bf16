#pragma once

#include "laurel/engine/engine.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace laurel {

/// Label maps with segments named by value; values without a name become background.
std::vector<LabelMap> readAnatomies(const std::vector<std::filesystem::path>& paths,
                                    const std::map<std::uint16_t, std::string>& names);

/// An image with its masks, by extension (.npz, else NIfTI). Structures are renamed through
/// `names`, which speaks of them without the side that ends a segment's name ("_L", "_R").
/// @throws Error InvalidInput when the two grids differ
TrainingCase readCase(const std::filesystem::path& image, const std::filesystem::path& labels,
                      const std::map<std::string, std::string>& names);

} // namespace laurel
