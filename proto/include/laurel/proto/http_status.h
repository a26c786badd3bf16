#pragma once

#include "laurel/base/error.h"

namespace laurel {

/// The HTTP status with which a server reports this error. Every code has one; none is 2xx or 3xx.
int httpStatusOf(ErrorCode code) noexcept;

} // namespace laurel
