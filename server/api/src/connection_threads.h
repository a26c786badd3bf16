#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace laurel {

/// A thread for each connection, made when needed and kept for the next, up to a bound.
class ConnectionThreads {
  public:
    /// @param most at least the work that is ever unfinished at once, or it waits
    explicit ConnectionThreads(std::size_t most) : most_(most) {}
    ~ConnectionThreads() { finish(); }
    ConnectionThreads(const ConnectionThreads&) = delete;
    ConnectionThreads& operator=(const ConnectionThreads&) = delete;

    /// Never waits. @return false, and `work` is not done, where the system has no more threads
    bool run(std::function<void()> work);
    /// Waits for all work. None may be given afterwards.
    void finish();

  private:
    void runThread();

    const std::size_t most_;
    std::mutex mutex_; ///< guards all that follow
    std::condition_variable arrived_;
    std::deque<std::function<void()>> waiting_;
    std::vector<std::thread> threads_;
    std::size_t idle_ = 0;
    bool ending_ = false;
};

} // namespace laurel
