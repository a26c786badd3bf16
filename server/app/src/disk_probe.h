#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>

namespace laurel {

/// Whether a folder can be written: a disk may turn read-only under a running server. Thread-safe.
class DiskProbe {
  public:
    explicit DiskProbe(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// What is wrong, for the log; empty where nothing is. Writes a few bytes, at most once in a
    /// few seconds, however often it is asked.
    std::string problem(std::uint64_t leastFreeBytes);

  private:
    using Clock = std::chrono::steady_clock;

    std::string tryToWrite() const;

    std::filesystem::path folder_;
    std::mutex mutex_; ///< guards what follows
    std::string lastProblem_;
    Clock::time_point nextTry_; ///< at first in the past
};

} // namespace laurel
