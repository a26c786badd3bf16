#pragma once

#include "laurel/engine/engine.h"
#include "laurel/tools/training_config.h"
#include "structure_table.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace laurel {

/// Label maps with segments named by value; values without a name become background.
std::vector<LabelMap> readAnatomies(const std::vector<std::filesystem::path>& paths,
                                    const std::map<std::uint16_t, std::string>& names);

/// An image with its masks, by extension (.npz, else NIfTI): one frame, the wanted slices, and the
/// structures that the table makes of what the file has.
/// @throws Error InvalidInput naming both files when their grids differ (their sizes, where they
///         are to be aligned by index) or there is no such frame or slice
TrainingCase readCase(const CaseFilesConfig& files, StructureTable& structures);

} // namespace laurel
