#pragma once

#include <cstdint>

#if !defined(LAUREL_KERNEL_SET) || !defined(LAUREL_KERNEL_LANES)
#error "a kernel source is compiled once for each set, which CMakeLists.txt names"
#endif

#define LAUREL_KERNELS_BEGIN namespace laurel::kernels::LAUREL_KERNEL_SET {
#define LAUREL_KERNELS_END }

LAUREL_KERNELS_BEGIN

inline constexpr std::int64_t lanes = LAUREL_KERNEL_LANES;
/// Vector registers of the processors that have vectors of so many lanes.
inline constexpr int registers = lanes == 16 ? 32 : 16;

/// One register's worth of floats; arithmetic is lane by lane.
using Vector = float __attribute__((vector_size(LAUREL_KERNEL_LANES * sizeof(float))));
/// The same in memory that need not be aligned.
using Loose =
    float __attribute__((vector_size(LAUREL_KERNEL_LANES * sizeof(float)), aligned(4), may_alias));

[[gnu::always_inline]] static inline Vector load(const float* from) {
    return *reinterpret_cast<const Loose*>(from);
}

[[gnu::always_inline]] static inline void store(float* to, Vector value) {
    *reinterpret_cast<Loose*>(to) = value;
}

[[gnu::always_inline]] static inline Vector everyLane(float value) {
    return value - Vector{};
}

/// max(value, 0) + slope × min(value, 0)
[[gnu::always_inline]] static inline Vector activated(Vector value, Vector slope) {
    return value > 0 ? value : value * slope;
}

LAUREL_KERNELS_END
