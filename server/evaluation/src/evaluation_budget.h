#pragma once

#include "laurel/base/cancellation.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace laurel {

/// Shares threads and memory among evaluations that run side by side: at no time do they use more
/// threads than there are, nor, but for one that needs more alone, more memory. Thread-safe.
class EvaluationBudget {
  public:
    /// @param threads 1 or more
    EvaluationBudget(int threads, std::uint64_t memoryBytes)
        : threads_(threads), freeThreads_(threads), freeBytes_(memoryBytes) {}

    /// One evaluation's right to run, from its beginning to its end.
    class Admission {
      public:
        /// Waits until there is room. @throws Error Cancelled
        Admission(EvaluationBudget& budget, std::uint64_t bytes, const CancellationToken& cancel);
        ~Admission();
        Admission(const Admission&) = delete;
        Admission& operator=(const Admission&) = delete;

      private:
        EvaluationBudget& budget_;
        std::uint64_t bytes_;
    };

    /// The threads for one case: of all of them, an equal share for each evaluation that runs. For
    /// one that is admitted.
    class Threads {
      public:
        /// Waits until the share is free. @throws Error Cancelled
        Threads(EvaluationBudget& budget, const CancellationToken& cancel);
        ~Threads();
        Threads(const Threads&) = delete;
        Threads& operator=(const Threads&) = delete;

        int count() const noexcept { return count_; }

      private:
        EvaluationBudget& budget_;
        int count_ = 0;
    };

  private:
    template <typename Ready>
    void waitUntil(std::unique_lock<std::mutex>& lock, const CancellationToken& cancel,
                   const Ready& ready);

    const int threads_;
    std::mutex mutex_; ///< guards what follows
    std::condition_variable changed_;
    int running_ = 0;
    int freeThreads_;
    std::uint64_t freeBytes_;
};

} // namespace laurel
