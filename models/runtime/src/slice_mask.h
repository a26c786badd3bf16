#pragma once

#include "laurel/imaging/masks.h"
#include "laurel/imaging/resampling.h"

#include <array>
#include <vector>

namespace laurel {

/// A slice averaged to about 3 mm: what limbs are looked for in.
struct CoarseSlice {
    PlaneSize size;
    PlaneSampling sampling; ///< coarse pixel to slice pixel
    std::vector<float> values;
};

/// The grid is at most 512 pixels on a side, whatever the spacing says.
CoarseSlice coarsen(const std::vector<float>& slice, PlaneSize size,
                    const std::array<double, 2>& spacing);

enum class SliceContent {
    Nothing, ///< constant, or noise without structure
    Dull,    ///< structure, but nothing as dark as air: a field of view inside the body, or an
             ///< artefact
    Body,    ///< structure that stands out from air
};

struct SliceMask {
    SliceContent content = SliceContent::Nothing;
    Mask body; ///< Body: what stands out, holes filled, specks removed; else all background
};

/// @param speck components of fewer pixels are dropped, unless they are a tenth of the largest
SliceMask findBody(const CoarseSlice& slice, double speck);

} // namespace laurel
