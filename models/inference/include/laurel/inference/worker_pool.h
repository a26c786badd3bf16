#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace laurel {

/// The process's threads for computing: as many as there are cores, less the caller's. Whoever
/// computes borrows a Team; what others have borrowed is not there, so that two models at once
/// share the cores instead of fighting over them. Thread-safe.
class WorkerPool {
    class Worker;

  public:
    /// One for each core, started on first use and kept.
    static WorkerPool& shared();

    explicit WorkerPool(int workers);
    /// Precondition: no Team is left.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// What a Team runs: index of the piece, and which of the team's threads runs it.
    using Work = std::function<void(std::int64_t piece, int thread)>;

    /// The calling thread and some borrowed ones, until destruction. Used by the caller alone.
    class Team {
      public:
        /// @param threads at most so many, the caller included; fewer when they are taken
        Team(WorkerPool& pool, int threads);
        ~Team();
        Team(const Team&) = delete;
        Team& operator=(const Team&) = delete;

        /// Borrows what others have given back meanwhile. Not while run() runs.
        /// @param threads as in the constructor; never lets any go
        void grow(int threads);

        int threads() const noexcept { return static_cast<int>(workers_.size()) + 1; }

        /// Runs pieces 0 to count - 1, each once, and returns when all are done. Pieces begin in
        /// order. Throws what the first failing piece threw; pieces not begun by then are left out.
        void run(std::int64_t count, const Work& work);

      private:
        WorkerPool& pool_;
        std::vector<Worker*> workers_;
    };

  private:
    struct Job;

    std::mutex mutex_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<Worker*> idle_; ///< guarded by mutex_
};

} // namespace laurel
