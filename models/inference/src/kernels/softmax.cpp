#include "softmax.h"

LAUREL_KERNELS_BEGIN

namespace {

using Integers = std::int32_t __attribute__((vector_size(LAUREL_KERNEL_LANES * sizeof(float))));

/// e^x for x <= 0 to about one unit in the last place; 0 below -87, where single precision ends.
/// x = n ln 2 + r; e^r by its Taylor series, 2^n as the exponent's bits.
[[gnu::always_inline]] inline Vector exponential(Vector x) {
    const Vector magic = everyLane(12582912.0F); // 1.5 × 2^23: a sum's lowest bits are the integer
    const Vector shifted = x * 1.44269504F + magic;
    const Vector n = shifted - magic;
    const Vector r = (x - n * 0.693145752F) - n * 1.42860677e-6F;
    constexpr float factors[]{1.0F / 720, 1.0F / 120, 1.0F / 24, 1.0F / 6, 0.5F, 1.0F, 1.0F};
    Vector series = everyLane(1.0F / 5040);
    for (const float factor : factors) {
        series = series * r + factor;
    }
    Integers bits;
    __builtin_memcpy(&bits, &shifted, sizeof(bits));
    bits = (bits + 127) << 23;
    Vector scale;
    __builtin_memcpy(&scale, &bits, sizeof(scale));
    return x < -87.0F ? Vector{} : series * scale;
}

/// One register of pixels. @return 0 where all values are finite, NaN elsewhere
[[gnu::always_inline]] inline Vector softmaxOf(float* first, std::int64_t pixels,
                                               std::int64_t channels) {
    Vector most = load(first);
    Vector check = most * 0;
    for (std::int64_t channel = 1; channel < channels; ++channel) {
        const Vector value = load(first + channel * pixels);
        most = value > most ? value : most;
        check += value * 0;
    }
    Vector sum{};
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        const Vector value = exponential(load(first + channel * pixels) - most);
        sum += value;
        store(first + channel * pixels, value);
    }
    const Vector share = 1 / sum;
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        store(first + channel * pixels, load(first + channel * pixels) * share);
    }
    return check;
}

/// The same for one of the pixels that are left.
Vector softmaxOfOne(float* first, std::int64_t pixels, std::int64_t channels) {
    float most = *first;
    float check = 0;
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        const float value = first[channel * pixels];
        most = value > most ? value : most;
        check += value * 0;
    }
    float sum = 0;
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        float& value = first[channel * pixels];
        value = exponential(everyLane(value - most))[0];
        sum += value;
    }
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        first[channel * pixels] /= sum;
    }
    return everyLane(check);
}

} // namespace

bool softmax(float* planes, std::int64_t pixels, std::int64_t channels) {
    Vector check{};
    std::int64_t pixel = 0;
    for (; pixel + lanes <= pixels; pixel += lanes) {
        check += softmaxOf(planes + pixel, pixels, channels);
    }
    for (; pixel < pixels; ++pixel) {
        check += softmaxOfOne(planes + pixel, pixels, channels);
    }
    for (std::int64_t lane = 0; lane < lanes; ++lane) {
        if (!(check[lane] == 0)) {
            return false;
        }
    }
    return true;
}

LAUREL_KERNELS_END
