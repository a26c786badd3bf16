#pragma once

#include "laurel/imaging/masks.h"
#include "laurel/imaging/resampling.h"
#include "laurel/runtime/preprocessor.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// One sample as the network sees it: a pre-processed plane with its reference. All arrays are
/// rows × columns, row-major, of the manifest's size.
struct TrainingPlane {
    PlaneSize size;
    std::vector<float> image;          ///< normalised intensities
    std::vector<std::uint16_t> labels; ///< as ReferencePlane::labels
    Mask body;                         ///< not 0 inside the limb, muscles included
    std::vector<float> border;         ///< see borderWeights; empty where the loss does not ask
};

} // namespace laurel
