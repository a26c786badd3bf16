#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace laurel {

/// Makes items number first, first + 1, … on several threads, at most `capacity` ahead, and hands
/// them out in number order: how fast a thread was never shows in the result. One consumer.
template <typename Item>
class OrderedProducer {
  public:
    /// @param make called from several threads at once; what it throws comes out of next() in its
    /// turn
    /// @param first the number to begin with
    OrderedProducer(std::function<Item(std::uint64_t)> make, int threads, std::uint64_t capacity,
                    std::uint64_t first = 0)
        : make_(std::move(make)), capacity_(capacity), started_(first), consumed_(first) {
        for (int i = 0; i < threads; ++i) {
            workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
        }
    }

    ~OrderedProducer() {
        for (std::jthread& worker : workers_) {
            worker.request_stop();
        }
        room_.notify_all();
    }
    OrderedProducer(const OrderedProducer&) = delete;
    OrderedProducer& operator=(const OrderedProducer&) = delete;

    /// Waits for the next number's item.
    Item next() {
        std::unique_lock lock(mutex_);
        made_.wait(lock, [this] { return results_.contains(consumed_); });
        Result result = std::move(results_.extract(consumed_).mapped());
        ++consumed_;
        lock.unlock();
        room_.notify_all();
        if (result.error) {
            std::rethrow_exception(result.error);
        }
        return std::move(*result.item);
    }

  private:
    struct Result {
        std::optional<Item> item;
        std::exception_ptr error;
    };

    void work(const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (room_.wait(lock, stop, [this] { return started_ < consumed_ + capacity_; })) {
            const std::uint64_t number = started_++;
            lock.unlock();
            Result result = make(number);
            lock.lock();
            results_.emplace(number, std::move(result));
            made_.notify_one();
            if (stop.stop_requested()) {
                return;
            }
        }
    }

    Result make(std::uint64_t number) const {
        try {
            return {make_(number), nullptr};
        } catch (...) {
            return {std::nullopt, std::current_exception()};
        }
    }

    const std::function<Item(std::uint64_t)> make_;
    const std::uint64_t capacity_;
    std::mutex mutex_;
    std::condition_variable made_;
    std::condition_variable_any room_;
    std::map<std::uint64_t, Result> results_; ///< guarded by mutex_, as are the counters
    std::uint64_t started_;
    std::uint64_t consumed_;
    std::vector<std::jthread> workers_; ///< last: joined before what they use is gone
};

} // namespace laurel
