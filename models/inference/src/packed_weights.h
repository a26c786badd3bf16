#pragma once

#include "aligned_floats.h"
#include "kernels/kernels.h"

#include <functional>

namespace laurel {

/// A matrix in the order in which kernels::Product reads it.
/// @param sums rows, whole blocks of lanes @param outputs columns, whole blocks of lanes
/// @param weight(sum, output); 0 where either lies beyond what there is
AlignedFloats packed(const kernels::Set& kernels, std::int64_t sums, std::int64_t outputs,
                     const std::function<float(std::int64_t, std::int64_t)>& weight);

/// The 3×3 kernel g as Winograd's products need it: G g Gᵀ, row by row.
/// @param edge of a tile's outputs: 2 or 4 @return (edge + 2)² values
std::vector<double> winogradPoints(const float* kernel, int edge);

} // namespace laurel
