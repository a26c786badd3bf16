#pragma once

#include "kernels.h"
#include "vector.h"

LAUREL_KERNELS_BEGIN

bool softmax(float* planes, std::int64_t pixels, std::int64_t channels);

LAUREL_KERNELS_END
