#pragma once

#include "laurel/package/manifest.h"

#include <span>
#include <vector>

namespace laurel {

/// What a model with these labels names in an image, on one layer: values 1 to n; with laterality
/// bilateral-mirrored 1 to n "<name>_R" for the right limb and n + 1 to 2n "<name>_L" for the left.
std::vector<Segment> modelSegments(std::span<const ModelLabel> labels, Laterality laterality);

} // namespace laurel
