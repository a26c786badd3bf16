#pragma once

#include "coarse_image.h"
#include "laurel/filters/bias_correction.h"

namespace laurel {

/// Natural logarithm of the bias field at each voxel of the coarse image, by ITK's N4.
/// @throws Error Cancelled, Internal when ITK fails
std::vector<float> estimateLogBias(const CoarseImage& image, const N4Settings& settings,
                                   const CancellationToken& cancel);

} // namespace laurel
