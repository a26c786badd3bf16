#pragma once

#include "vector.h"

#if LAUREL_KERNEL_PAIRS && defined(__AVX512BF16__)
#include <immintrin.h>
#endif

/// What products multiply: floats, or in sets with LAUREL_KERNEL_PAIRS bfloat16 (a float's upper
/// half, rounded to even), two of which are multiplied and added at once. Sums are always floats.
LAUREL_KERNELS_BEGIN

#if LAUREL_KERNEL_PAIRS

using Factor = std::uint16_t;
/// Values of the sum that one instruction multiplies and adds.
inline constexpr std::int64_t together = 2;

using Bits = std::uint32_t __attribute__((vector_size(LAUREL_KERNEL_LANES * sizeof(float))));
using LooseBits = std::uint32_t
    __attribute__((vector_size(LAUREL_KERNEL_LANES * sizeof(float)), aligned(2), may_alias));
using Halves = std::uint16_t __attribute__((vector_size(LAUREL_KERNEL_LANES * sizeof(Factor))));
using LooseHalves = std::uint16_t
    __attribute__((vector_size(LAUREL_KERNEL_LANES * sizeof(Factor)), aligned(2), may_alias));
/// A pair in each lane.
using Factors = Bits;

[[gnu::always_inline]] static inline Factors loadFactors(const Factor* from) {
    return *reinterpret_cast<const LooseBits*>(from);
}

/// The same pair in every lane.
[[gnu::always_inline]] static inline Factors everyLaneOf(const Factor* pair) {
    using LooseWord = std::uint32_t __attribute__((aligned(2), may_alias));
    return *reinterpret_cast<const LooseWord*>(pair) - Factors{};
}

#if defined(__AVX512BF16__)

[[gnu::always_inline]] static inline Vector addProducts(Vector sum, Factors a, Factors b) {
    return reinterpret_cast<Vector>(_mm512_dpbf16_ps(reinterpret_cast<__m512>(sum),
                                                     reinterpret_cast<__m512bh>(a),
                                                     reinterpret_cast<__m512bh>(b)));
}

[[gnu::always_inline]] static inline void storeFactors(Factor* to, Vector value) {
    *reinterpret_cast<LooseHalves*>(to) =
        reinterpret_cast<Halves>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(value)));
}

#else

[[gnu::always_inline]] static inline Vector addProducts(Vector sum, Factors a, Factors b) {
    const Factors upper = Factors{} + 0xffff0000U;
    sum += reinterpret_cast<Vector>(a << 16) * reinterpret_cast<Vector>(b << 16);
    return sum + reinterpret_cast<Vector>(a & upper) * reinterpret_cast<Vector>(b & upper);
}

/// Values are finite, or their sums are refused all the same.
[[gnu::always_inline]] static inline void storeFactors(Factor* to, Vector value) {
    const Bits bits = reinterpret_cast<Bits>(value);
    const Bits rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
    *reinterpret_cast<LooseHalves*>(to) = __builtin_convertvector(rounded, Halves);
}

#endif

#else

using Factor = float;
inline constexpr std::int64_t together = 1;
using Factors = Vector;

[[gnu::always_inline]] static inline Factors loadFactors(const Factor* from) {
    return load(from);
}

[[gnu::always_inline]] static inline Factors everyLaneOf(const Factor* value) {
    return everyLane(*value);
}

[[gnu::always_inline]] static inline Vector addProducts(Vector sum, Factors a, Factors b) {
    return sum + a * b;
}

[[gnu::always_inline]] static inline void storeFactors(Factor* to, Vector value) {
    store(to, value);
}

#endif

LAUREL_KERNELS_END
