#pragma once

#include "laurel/base/cancellation.h"

#include <chrono>

namespace laurel {

/// Time as the queue knows it, so that tests need not wait.
class WallClock {
  public:
    virtual ~WallClock() = default;

    virtual std::chrono::system_clock::time_point now() = 0;
    /// @throws Error Cancelled at once when that is asked for meanwhile
    virtual void waitUntil(std::chrono::system_clock::time_point time,
                           const CancellationToken& cancel) = 0;
};

/// The system's. Thread-safe; lives for ever.
WallClock& systemClock();

} // namespace laurel
