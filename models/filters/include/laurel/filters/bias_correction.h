#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/imaging/volume.h"

namespace laurel {

/// Settings of N4 (Tustison et al., IEEE TMI 29 (2010) 1310–1320); the defaults are its authors'
/// where not said otherwise.
struct N4Settings {
    /// The field is estimated on voxels this many times larger along the finest axis, on the other
    /// axes as far as they are then no coarser; 1 to 64. It is smooth, so little is lost.
    int shrinkFactor = 4;
    int fittingLevels = 4;               ///< each doubles the spline's resolution; 1 to 8
    int iterationsPerLevel = 50;         ///< at most; 1 to 1000
    double convergenceThreshold = 0.001; ///< change of the field that ends a level; >= 0
};

/// One frame of an image divided by its estimated multiplicative bias field. The field is estimated
/// within the positive values above Otsu's threshold and extended smoothly beyond. An image without
/// contrast there is returned as it is.
///
/// Runs on ITK's threads, some 20 s of processor time for 320 × 320 × 31 voxels; `cancel` is polled
/// once per iteration.
/// @return the same grid, rescaled values as F32
/// @throws Error InvalidArgument for settings out of range or an absent frame, Cancelled, Internal
Volume correctBias(const Volume& image, const N4Settings& settings = {},
                   const CancellationToken& cancel = {}, std::int64_t frame = 0);

} // namespace laurel
