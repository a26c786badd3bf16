#pragma once

#include "factors.h"
#include "kernels.h"

LAUREL_KERNELS_BEGIN

std::int64_t panelBlocks(std::int64_t outBlocks);
void product(const Product& product);
void toFactors(const float* from, std::int64_t step, std::int64_t pixels, void* to);
inline constexpr std::int64_t tilePixels = registers == 32 ? 12 : 6;

LAUREL_KERNELS_END
