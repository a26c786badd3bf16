#pragma once

#include "laurel/base/error.h"

namespace laurel::cli {

inline constexpr int wrongUsage = 2;

/// The one place where an error becomes an exit code: 3 bad input, 4 a server's refusal, 1
/// otherwise.
int exitCodeOf(ErrorCode code) noexcept;

} // namespace laurel::cli
