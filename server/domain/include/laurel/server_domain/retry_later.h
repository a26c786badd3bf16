#pragma once

#include "laurel/base/error.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace laurel {

/// What is asked for is more than whoever asks may have just now: the same request may succeed
/// later. An Error Unavailable that says when; in HTTP, 429 with Retry-After.
class RetryLater : public Error {
  public:
    /// @param seconds until it is worth asking again; at least 1 is told
    RetryLater(const std::string& message, std::int64_t seconds)
        : Error(ErrorCode::Unavailable, message), seconds_(std::max<std::int64_t>(seconds, 1)) {}

    std::int64_t seconds() const noexcept { return seconds_; }

  private:
    std::int64_t seconds_;
};

} // namespace laurel
