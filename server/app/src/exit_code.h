#pragma once

#include "laurel/base/error.h"

namespace laurel {

inline constexpr int wrongUsage = 2;

/// 3 for bad input, 1 for all else.
int exitCodeOf(ErrorCode code) noexcept;

} // namespace laurel
