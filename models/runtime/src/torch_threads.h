#pragma once

#include "laurel/inference/worker_pool.h"

namespace laurel {

/// As long as it lives, LibTorch computes for the calling thread on cores that nobody else has
/// borrowed from the process's WorkerPool, and nobody else borrows them: two models at once share
/// the cores, whichever engine computes them. Afterwards the thread has its former number back.
class TorchThreads {
  public:
    /// @param most as SegmentOptions::threads
    explicit TorchThreads(int most);
    ~TorchThreads();
    TorchThreads(const TorchThreads&) = delete;
    TorchThreads& operator=(const TorchThreads&) = delete;

    /// Borrows what others have given back meanwhile.
    void grow();

  private:
    int most_;
    WorkerPool::Team team_; ///< its threads rest while LibTorch's work
    int before_;
};

/// @param asked as SegmentOptions::threads
int coresFor(int asked) noexcept;

} // namespace laurel
