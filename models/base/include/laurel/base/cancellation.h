#pragma once

#include <atomic>
#include <memory>

namespace laurel {

/// Asks long work to stop. Copies share one flag; a default-made token is never cancelled.
///
/// Thread-safe. Work polls it at least once per slice or step.
class CancellationToken {
  public:
    CancellationToken() = default;

    bool isCancelled() const noexcept { return flag_ && flag_->load(std::memory_order_relaxed); }

    /// Throws Error{Cancelled} when cancellation was requested.
    void throwIfCancelled() const;

  private:
    friend class CancellationSource;
    explicit CancellationToken(std::shared_ptr<const std::atomic<bool>> flag)
        : flag_(std::move(flag)) {}

    std::shared_ptr<const std::atomic<bool>> flag_;
};

/// The side that requests cancellation. Thread-safe; safe to call from a signal-handling thread.
class CancellationSource {
  public:
    CancellationSource() : flag_(std::make_shared<std::atomic<bool>>(false)) {}

    void cancel() noexcept { flag_->store(true, std::memory_order_relaxed); }
    CancellationToken token() const { return CancellationToken(flag_); }

  private:
    std::shared_ptr<std::atomic<bool>> flag_;
};

} // namespace laurel
