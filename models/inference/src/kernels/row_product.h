#pragma once

#include "factors.h"
#include "kernels.h"

LAUREL_KERNELS_BEGIN

#if LAUREL_KERNEL_ROWS
void rowProduct(const RowProduct& product);
#else
inline constexpr void (*rowProduct)(const RowProduct&) = nullptr;
#endif

LAUREL_KERNELS_END
