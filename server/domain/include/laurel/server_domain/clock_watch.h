#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>

namespace laurel {

/// Whether a span of time has passed since `sinceMs`. What lies further ahead than the span was
/// noted by a clock that was wrong then, and counts as long ago: else it would wait for years.
bool hasPassed(std::int64_t sinceMs, std::int64_t spanMs, std::int64_t nowMs) noexcept;

/// Tells whether the wall clock may be trusted with what is ended or deleted by its age. A clock
/// that jumped, by an administrator's hand or a battery that is empty, makes all look old at once;
/// for a while after a jump, nothing is, so that what is under way can go on and be dated anew.
/// Thread-safe.
class ClockWatch {
  public:
    static constexpr std::int64_t jumpMs = 10 * 60'000;   ///< by less than that it is corrected
    static constexpr std::int64_t settleMs = 60 * 60'000; ///< that it has to go on evenly

    /// @param wallMs since 1970 @param steadyMs a clock that never jumps, as steadyTimeMs
    ClockWatch(std::function<std::int64_t()> wallMs, std::function<std::int64_t()> steadyMs);

    /// To be asked now and then: a jump is noticed when it is asked.
    bool isSettled();

  private:
    std::function<std::int64_t()> wallMs_;
    std::function<std::int64_t()> steadyMs_;
    std::mutex mutex_; ///< guards what follows
    std::int64_t offsetMs_;
    std::optional<std::int64_t> settledAtMs_; ///< of the steady clock; none: it never jumped
};

std::int64_t steadyTimeMs();

} // namespace laurel
