#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace laurel {

/// How long a peer may keep the server waiting: `base` at first, and less by each wait; what the
/// peer moves earns time at `leastBytesPerSecond`, but never more than `base` is left. So whoever
/// keeps that rate is never cut, and whoever stops is after `base`, however fast it was before.
class Allowance {
  public:
    using Clock = std::chrono::steady_clock;

    Allowance(std::chrono::milliseconds base, std::uint64_t leastBytesPerSecond)
        : base_(base), rate_(std::max<std::uint64_t>(leastBytesPerSecond, 1)), left_(base) {}

    Clock::duration left() const noexcept { return left_; }

    void spend(Clock::duration waited) noexcept { left_ -= waited; }
    void earn(std::size_t bytes) noexcept {
        const std::uint64_t microseconds = std::uint64_t{bytes} * 1'000'000 / rate_;
        left_ = std::min<Clock::duration>(base_, left_ + std::chrono::microseconds(microseconds));
    }

  private:
    std::chrono::milliseconds base_;
    std::uint64_t rate_;
    Clock::duration left_;
};

} // namespace laurel
