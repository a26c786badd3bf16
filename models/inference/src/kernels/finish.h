#pragma once

#include "vector.h"

/// What sums go through on their way into a map, the same after every kind of convolution.
LAUREL_KERNELS_BEGIN

/// Of one block: its constants and the sums that a norm needs, in registers.
struct Finish {
    Vector bias, slope, sum, squares;

    /// @param of has bias and slope
    template <typename Output>
    [[gnu::always_inline]] static Finish of(const Output& of, std::int64_t block) {
        return {of.bias == nullptr ? Vector{} : load(of.bias + block * lanes), everyLane(of.slope),
                Vector{}, Vector{}};
    }
};

/// Writes one pixel of one block. @param of has residual, map, activate
template <typename Output>
[[gnu::always_inline]] inline void finishPixel(const Output& of, std::int64_t offset, Vector value,
                                               Finish& finish) {
    value += finish.bias;
    if (of.residual != nullptr) {
        value += load(of.residual + offset);
    }
    if (of.activate) {
        value = activated(value, finish.slope);
    }
    finish.sum += value;
    finish.squares += value * value;
    store(of.map + offset, value);
}

/// @param of has sums, which may be null
template <typename Output>
[[gnu::always_inline]] inline void storeSums(const Output& of, std::int64_t block,
                                             const Finish& finish) {
    if (of.sums != nullptr) {
        store(of.sums + 2 * block * lanes, finish.sum);
        store(of.sums + (2 * block + 1) * lanes, finish.squares);
    }
}

LAUREL_KERNELS_END
