#include "connection_threads.h"

#include <system_error>

namespace laurel {

namespace {

thread_local bool overloaded = false;

} // namespace

bool ConnectionThreads::isOverloaded() noexcept {
    return overloaded;
}

bool ConnectionThreads::handOver(std::function<void()>& work) {
    const std::lock_guard lock(mutex_);
    if (idle_ <= waiting_.size()) {
        if (threads_.size() == most_) {
            return false;
        }
        try {
            threads_.emplace_back([this] { runThread(); });
        } catch (const std::system_error&) { // the system has no more threads
            return false;
        }
        ++idle_;
    }
    waiting_.push_back(std::move(work));
    arrived_.notify_one();
    return true;
}

ConnectionThreads::Enqueued ConnectionThreads::enqueue(std::function<void()> work) {
    if (!handOver(work)) {
        overloaded = true;
        work();
        overloaded = false;
    }
    return Enqueued(true);
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

void ConnectionThreads::shutdown() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    arrived_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

} // namespace laurel
