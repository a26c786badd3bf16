#pragma once

#include <cstdint>

namespace laurel {

/// Bounds on what a reader of untrusted files may hold in memory. They guard against files that
/// declare, or inflate to, more than a workstation has; whatever the limit, no reader allocates
/// more than the size of the file can justify (a deflate stream holds at most 1032 times its own
/// size).
struct ReadLimits {
    std::uint64_t maxBytes = std::uint64_t{16} << 30; ///< of decoded samples, over a whole file
};

} // namespace laurel
