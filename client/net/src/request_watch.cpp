#include "request_watch.h"

namespace laurel {

RequestWatch::RequestWatch(const ClientLimits& limits, CancellationToken cancel,
                           std::function<void()> end)
    : limits_(limits), cancel_(std::move(cancel)), end_(std::move(end)),
      thread_([this] { watch(); }) {}

RequestWatch::~RequestWatch() {
    {
        const std::lock_guard lock(mutex_);
        done_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void RequestWatch::watch() {
    constexpr auto pause = std::chrono::milliseconds(50);
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, pause, [this] { return done_; })) {
        if (fault_ == Fault::None) {
            fault_ = judge();
        }
        if (fault_ != Fault::None) {
            lock.unlock();
            end_();
            lock.lock();
        }
    }
}

RequestWatch::Fault RequestWatch::judge() const {
    if (cancel_.isCancelled()) {
        return Fault::Cancelled;
    }
    const auto forBytes = std::chrono::milliseconds(1000 * bytes_ / limits_.slowestBytesPerSecond);
    if (std::chrono::steady_clock::now() - start_ > limits_.answer + forBytes) {
        return Fault::TooSlow;
    }
    const bool flooded = !headArrived_ && bytesReceived(socket_) > limits_.headBytes;
    return flooded ? Fault::HeadTooLarge : Fault::None;
}

} // namespace laurel
