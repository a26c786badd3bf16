#pragma once

#include <cstdint>

namespace laurel {

/// No deflate stream holds more than this times its own size: a match of 258 bytes takes 2 bits.
inline constexpr std::uint64_t maxDeflateRatio = 1032;

/// Noise hardly shrinks further than at this level, and a person waits for it.
inline constexpr int deflateLevel = 3;

} // namespace laurel
