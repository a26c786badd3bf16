#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace laurel {

/// Token buckets, one per name: `burst` at once, and `perMinute` in the long run. Holds a bounded
/// number of names; of those forgotten it is the fullest buckets that go. Thread-safe.
class Throttle {
  public:
    using Clock = std::chrono::steady_clock;

    /// @param perMinute, burst at least 1
    Throttle(std::size_t perMinute, std::size_t burst);

    /// Takes one. @return seconds until there will be one, where there is none; else nothing
    std::optional<std::int64_t> take(const std::string& name, Clock::time_point now = Clock::now());
    /// The same without taking.
    std::optional<std::int64_t> wait(const std::string& name, Clock::time_point now = Clock::now());

  private:
    struct Bucket {
        double tokens = 0;
        Clock::time_point at;
    };

    double tokensOf(const Bucket& bucket, Clock::time_point now) const;
    std::optional<std::int64_t> secondsUntilOne(double tokens) const;
    void forgetFullOnes(Clock::time_point now);

    static constexpr std::size_t mostNames = 10'000;
    const double perSecond_;
    const double burst_;
    std::mutex mutex_;
    std::map<std::string, Bucket> buckets_; ///< those that are not full
};

} // namespace laurel
