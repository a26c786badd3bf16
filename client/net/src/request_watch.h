#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/net/server_client.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace laurel {

/// Ends an exchange from outside when it is cancelled, takes too long or floods the client with
/// headers, none of which cpp-httplib bounds. Watches from a thread of its own until it dies.
class RequestWatch {
  public:
    enum class Fault { None, Cancelled, TooSlow, HeadTooLarge };

    /// @param end shuts the connection; called from the watching thread, again and again, since
    ///        one that is just being opened cannot be shut
    RequestWatch(const ClientLimits& limits, CancellationToken cancel, std::function<void()> end);
    ~RequestWatch();
    RequestWatch(const RequestWatch&) = delete;
    RequestWatch& operator=(const RequestWatch&) = delete;

    void opened(int socket) noexcept { socket_ = socket; }
    void headArrived() noexcept { headArrived_ = true; }
    /// So many more bytes went either way, or are to go: they take time.
    void moved(std::uint64_t bytes) noexcept { bytes_ += bytes; }

    Fault fault() const noexcept { return fault_; }

  private:
    void watch();
    Fault judge() const;

    const ClientLimits limits_;
    const CancellationToken cancel_;
    const std::function<void()> end_;
    const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::atomic<int> socket_{-1};
    std::atomic<bool> headArrived_{false};
    std::atomic<std::uint64_t> bytes_{0};
    std::atomic<Fault> fault_{Fault::None};
    std::mutex mutex_;
    std::condition_variable changed_;
    bool done_ = false;
    std::thread thread_; ///< last: it uses all the others
};

/// What a TCP connection has received so far; 0 where the system does not say.
std::uint64_t bytesReceived(int socket) noexcept;

} // namespace laurel
