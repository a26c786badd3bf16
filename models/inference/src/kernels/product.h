#pragma once

#include "factors.h"
#include "kernels.h"

LAUREL_KERNELS_BEGIN

std::int64_t panelBlocks(std::int64_t outBlocks);
void product(const Product& product);
void toFactors(const float* from, std::int64_t step, std::int64_t pixels, void* to,
               std::int64_t toStep);
inline constexpr std::int64_t tilePixels = registers == 32 ? 12 : 6;
/// What the shipped models' masks bear (docs/performance.md): Winograd's tiles make five times as
/// much of rounding as plain sums do.
inline constexpr std::int64_t leastPairs = LAUREL_KERNEL_PAIRS && !LAUREL_KERNEL_ROWS ? 64 * 64 : 0;

LAUREL_KERNELS_END
