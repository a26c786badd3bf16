#pragma once

#include <chrono>

namespace laurel {

/// Wall clock since the last lap.
class Stopwatch {
  public:
    /// Seconds since construction or the last lap.
    double lap() {
        const Clock::time_point now = Clock::now();
        const double seconds = std::chrono::duration<double>(now - start_).count();
        start_ = now;
        return seconds;
    }

  private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
};

} // namespace laurel
