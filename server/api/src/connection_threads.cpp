#include "connection_threads.h"

#include <system_error>

namespace laurel {

bool ConnectionThreads::run(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    if (idle_ <= waiting_.size() && threads_.size() < most_) {
        try {
            threads_.emplace_back([this] { runThread(); });
        } catch (const std::system_error&) {
            return false;
        }
        ++idle_;
    }
    waiting_.push_back(std::move(work));
    arrived_.notify_one();
    return true;
}

void ConnectionThreads::runThread() {
    std::unique_lock lock(mutex_);
    for (;;) {
        arrived_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) {
            return;
        }
        const std::function<void()> work = std::move(waiting_.front());
        waiting_.pop_front();
        --idle_;
        lock.unlock();
        work();
        lock.lock();
        ++idle_;
    }
}

void ConnectionThreads::finish() {
    std::vector<std::thread> threads;
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
        threads.swap(threads_);
    }
    arrived_.notify_all();
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace laurel
