#pragma once

#include "laurel/workflow/proposal_growth.h"
#include "laurel/workflow/task_runner.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace laurel {

/// Brings slices from the engine's threads to the window's. Nobody waits: whoever brings one leaves
/// it here, and at most one closure is on its way to the window's thread, which takes a few slices
/// at a time. Slices that nobody took yet hold no more memory than the labels of the volume, since
/// each comes once.
class SliceRelay : public std::enable_shared_from_this<SliceRelay> {
  public:
    /// How many slices are taken before the window's thread may do something else.
    static constexpr std::size_t mostAtOnce = 8;

    struct Arrival {
        std::unique_ptr<ProposalGrowth> begun; ///< with the first arrival only
        std::deque<SlicePreview> slices;
    };
    using Take = std::function<void(Arrival)>;

    /// @param post as TaskRunner's, thread-safe
    /// @param take called in the thread to which `post` leads, until `close`
    SliceRelay(TaskRunner::Post post, Take take) : post_(std::move(post)), take_(std::move(take)) {}

    /// To be called before the first slice; any thread.
    void begin(std::unique_ptr<ProposalGrowth> blank);
    void bring(SlicePreview slice); ///< any thread

    /// Nothing is taken any more. In the thread of `take`.
    void close();

  private:
    void postDelivery();
    void deliver();

    const TaskRunner::Post post_;
    Take take_; ///< of the window's thread
    std::mutex mutex_;
    Arrival waiting_;     ///< guarded, as the next two
    bool posted_ = false; ///< a closure is on its way
    bool closed_ = false;
};

} // namespace laurel
