#pragma once

#include "kernels.h"
#include "vector.h"

LAUREL_KERNELS_BEGIN

void addSums(const float* in, std::int64_t pixels, float* sums);
void scaled(const Scaled& scaled);
void pooled(const Pooled& pooled);
void resized(const Resized& resized);
void toPlain(const float* block, std::int64_t pixels, std::int64_t channels, float* planes);
void toBlock(const float* planes, std::int64_t pixels, std::int64_t channels, float* block);

LAUREL_KERNELS_END
