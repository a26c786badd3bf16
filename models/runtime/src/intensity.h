#pragma once

#include "laurel/imaging/masks.h"
#include "laurel/package/manifest.h"

#include <vector>

namespace laurel {

/// Normalises in place as the manifest says, by the pixels of `body` (all pixels when those are
/// fewer than 50). A plane without contrast becomes constant.
void normalise(std::vector<float>& image, const Mask& body, const ModelInput& input);

} // namespace laurel
