#include "laurel/server_domain/clock_watch.h"

#include <chrono>
#include <cstdlib>
#include <utility>

namespace laurel {

bool hasPassed(std::int64_t sinceMs, std::int64_t spanMs, std::int64_t nowMs) noexcept {
    return sinceMs <= nowMs - spanMs || sinceMs > nowMs + spanMs;
}

ClockWatch::ClockWatch(std::function<std::int64_t()> wallMs, std::function<std::int64_t()> steadyMs)
    : wallMs_(std::move(wallMs)), steadyMs_(std::move(steadyMs)),
      offsetMs_(wallMs_() - steadyMs_()) {}

bool ClockWatch::isSettled() {
    const std::lock_guard lock(mutex_);
    const std::int64_t steady = steadyMs_();
    const std::int64_t offset = wallMs_() - steady;
    if (std::abs(offset - offsetMs_) > jumpMs) {
        settledAtMs_ = steady + settleMs;
    }
    offsetMs_ = offset;
    return !settledAtMs_ || steady >= *settledAtMs_;
}

std::int64_t steadyTimeMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace laurel
