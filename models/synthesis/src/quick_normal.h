#pragma once

#include <cstdint>

namespace laurel {

/// Near-normal number of mean 0 and variance 1 from 64 random bits: the sum of four uniform ones,
/// within ±3.5. Much cheaper than an exact one, for noise that is drawn a million times.
inline float quickNormal(std::uint64_t bits) {
    float sum = 0;
    for (int part = 0; part < 4; ++part) {
        sum += static_cast<float>((bits >> (16 * part)) & 0xFFFF);
    }
    return (sum / 65535.0F - 2.0F) * 1.7320508F;
}

} // namespace laurel
