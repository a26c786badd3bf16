#pragma once

#include "laurel/edit/segmentation.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// The file of a save that holds what models made of each slice; see docs/case-format.md.
namespace laurel {

std::vector<std::byte> bytesOf(const AutomaticMasks& masks);

/// One for each slice of the grid. @param file begins messages
/// @throws Error InvalidInput for bytes that are damaged or do not fit the grid
AutomaticMasks automaticMasksOf(std::span<const std::byte> bytes, const GridSize& grid, int layers,
                                const std::string& file);

} // namespace laurel
