#pragma once

#include "kernels.h"

#if !defined(LAUREL_LAYER_SET)
#error "a kernel source is compiled once for each set, which CMakeLists.txt names"
#endif

#define LAUREL_LAYER_KERNELS_BEGIN namespace laurel::layer_kernels::LAUREL_LAYER_SET {
#define LAUREL_LAYER_KERNELS_END }

LAUREL_LAYER_KERNELS_BEGIN

/// Arithmetic is lane by lane.
using Vector = float __attribute__((vector_size(lanes * sizeof(float))));
/// The same in memory that need not be aligned.
using Loose = float __attribute__((vector_size(lanes * sizeof(float)), aligned(4), may_alias));

[[gnu::always_inline]] static inline Vector load(const float* from) {
    return *reinterpret_cast<const Loose*>(from);
}

[[gnu::always_inline]] static inline void store(float* to, Vector value) {
    *reinterpret_cast<Loose*>(to) = value;
}

[[gnu::always_inline]] static inline Vector everyLane(float value) {
    return value - Vector{};
}

LAUREL_LAYER_KERNELS_END
