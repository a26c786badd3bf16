#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <httplib.h>
#include <mutex>
#include <thread>
#include <vector>

namespace laurel {

/// A thread for each connection, made when needed and kept for the next, up to a bound. Beyond it,
/// work runs in the caller's thread with isOverloaded() set, and is expected to refuse at once.
class ConnectionThreads final : public httplib::TaskQueue {
  public:
    explicit ConnectionThreads(std::size_t most) : most_(most) {}

    /// The result is the library's: nothing in its older versions, bool in newer.
    using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue(nullptr));
    Enqueued enqueue(std::function<void()> work) override;
    void shutdown() override;

    /// Whether the calling thread runs work that no thread of the pool was free for.
    static bool isOverloaded() noexcept;

  private:
    bool handOver(std::function<void()>& work);
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
