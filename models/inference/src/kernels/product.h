#pragma once

#include "kernels.h"
#include "vector.h"

LAUREL_KERNELS_BEGIN

std::int64_t panelBlocks(std::int64_t outBlocks);
void product(const Product& product);

LAUREL_KERNELS_END
