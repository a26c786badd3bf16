#include "evaluation_budget.h"

#include <algorithm>
#include <chrono>

namespace laurel {

template <typename Ready>
void EvaluationBudget::waitUntil(std::unique_lock<std::mutex>& lock,
                                 const CancellationToken& cancel, const Ready& ready) {
    constexpr auto step = std::chrono::milliseconds(100); // nobody tells of a cancellation
    while (!ready()) {
        cancel.throwIfCancelled();
        changed_.wait_for(lock, step);
    }
}

EvaluationBudget::Admission::Admission(EvaluationBudget& budget, std::uint64_t bytes,
                                       const CancellationToken& cancel)
    : budget_(budget), bytes_(bytes) {
    std::unique_lock lock(budget_.mutex_);
    budget_.waitUntil(lock, cancel, [&] {
        return budget_.running_ == 0 ||
               (budget_.running_ < budget_.threads_ && bytes_ <= budget_.freeBytes_);
    });
    bytes_ = std::min(bytes_, budget_.freeBytes_); // alone, it may exceed
    budget_.freeBytes_ -= bytes_;
    ++budget_.running_;
}

EvaluationBudget::Admission::~Admission() {
    const std::lock_guard lock(budget_.mutex_);
    budget_.freeBytes_ += bytes_;
    --budget_.running_;
    budget_.changed_.notify_all();
}

EvaluationBudget::Threads::Threads(EvaluationBudget& budget, const CancellationToken& cancel)
    : budget_(budget) {
    std::unique_lock lock(budget_.mutex_);
    budget_.waitUntil(lock, cancel, [&] {
        count_ = std::max(1, budget_.threads_ / std::max(1, budget_.running_));
        return count_ <= budget_.freeThreads_;
    });
    budget_.freeThreads_ -= count_;
}

EvaluationBudget::Threads::~Threads() {
    const std::lock_guard lock(budget_.mutex_);
    budget_.freeThreads_ += count_;
    budget_.changed_.notify_all();
}

} // namespace laurel
