#include "laurel/inference/worker_pool.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace laurel {

namespace {

/// Some tens of microseconds: as long as a step of a network, so that a team at work never sleeps.
constexpr int spins = 4000;

/// A thread that spins on the core that another one of the team needs would hold up what it waits
/// for until its time is over, so it keeps offering the core.
void pause(int spin) {
    if (spin % 32 == 31) {
        std::this_thread::yield();
    }
#if defined(__x86_64__)
    _mm_pause();
#endif
}

} // namespace

struct WorkerPool::Job {
    const Work& work;
    std::int64_t count;
    std::atomic<std::int64_t> next{0};
    std::mutex mutex;
    std::int64_t failedPiece = -1; ///< guarded by mutex, as is the next
    std::exception_ptr failure;

    void take(int thread) {
        for (std::int64_t piece = next++; piece < count; piece = next++) {
            try {
                work(piece, thread);
            } catch (...) {
                fail(piece);
            }
        }
    }

    void fail(std::int64_t piece) {
        next = count;
        const std::lock_guard lock(mutex);
        if (failure == nullptr || piece < failedPiece) {
            failedPiece = piece;
            failure = std::current_exception();
        }
    }
};

/// A thread that waits for a job, takes it, does its share and gives the slot back empty.
class WorkerPool::Worker {
  public:
    Worker() : thread_([this] { loop(); }) {}

    ~Worker() {
        static const Work none;
        Job stop{none, stopCount, {}, {}, -1, {}};
        slot_.store(&stop);
        slot_.notify_all();
        thread_.join();
    }

    void begin(Job& job, int thread) {
        index_ = thread;
        slot_.store(&job);
        slot_.notify_all();
    }

    /// Nobody waits for a thread that has not begun: what there was to do, others have done.
    void awaitEnd(Job& job) {
        Job* expected = &job;
        if (!slot_.compare_exchange_strong(expected, nullptr)) {
            awaitWhile([](const Job* found) { return found != nullptr; });
        }
    }

  private:
    static constexpr std::int64_t stopCount = -1;

    template <typename Unwanted>
    Job* awaitWhile(const Unwanted& unwanted) {
        Job* job = slot_.load();
        for (int i = 0; i < spins && unwanted(job); ++i) {
            pause(i);
            job = slot_.load();
        }
        while (unwanted(job)) {
            slot_.wait(job);
            job = slot_.load();
        }
        return job;
    }

    void loop() {
        for (;;) {
            Job* job = awaitWhile([](const Job* found) { return found == nullptr; });
            if (!slot_.compare_exchange_strong(job, begun())) {
                continue; // taken back
            }
            if (job->count == stopCount) {
                return;
            }
            job->take(index_);
            slot_.store(nullptr); // from here on the job may be gone
            slot_.notify_all();
        }
    }

    /// In the slot while the thread works.
    static Job* begun() {
        static const Work none;
        static Job marker{none, 0, {}, {}, -1, {}};
        return &marker;
    }

    std::atomic<Job*> slot_{nullptr};
    int index_ = 0; ///< written before the slot, read once the job was taken from it
    std::thread thread_;
};

/// Never destroyed: a program may end while somebody still computes.
WorkerPool& WorkerPool::shared() {
    static WorkerPool& pool =
        *new WorkerPool(static_cast<int>(std::max(1U, std::thread::hardware_concurrency())) - 1);
    return pool;
}

WorkerPool::WorkerPool(int workers) {
    for (int i = 0; i < workers; ++i) {
        workers_.push_back(std::make_unique<Worker>());
        idle_.push_back(workers_.back().get());
    }
}

WorkerPool::~WorkerPool() = default;

WorkerPool::Team::Team(WorkerPool& pool, int threads) : pool_(pool) {
    grow(threads);
}

void WorkerPool::Team::grow(int threads) {
    const std::lock_guard lock(pool_.mutex_);
    while (static_cast<int>(workers_.size()) + 1 < threads && !pool_.idle_.empty()) {
        workers_.push_back(pool_.idle_.back());
        pool_.idle_.pop_back();
    }
}

WorkerPool::Team::~Team() {
    const std::lock_guard lock(pool_.mutex_);
    pool_.idle_.insert(pool_.idle_.end(), workers_.begin(), workers_.end());
}

void WorkerPool::Team::run(std::int64_t count, const Work& work) {
    Job job{work, count, {}, {}, -1, {}};
    const auto helpers = static_cast<std::size_t>(
        std::clamp<std::int64_t>(count - 1, 0, static_cast<std::int64_t>(workers_.size())));
    for (std::size_t i = 0; i < helpers; ++i) {
        workers_[i]->begin(job, static_cast<int>(i) + 1);
    }
    job.take(0);
    for (std::size_t i = 0; i < helpers; ++i) {
        workers_[i]->awaitEnd(job);
    }
    if (job.failure) {
        std::rethrow_exception(job.failure);
    }
}

} // namespace laurel
