#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/base/error.h"
#include "laurel/base/progress.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace laurel {

using TaskId = std::uint64_t;

struct TaskStatus {
    TaskId id = 0;
    std::string name; ///< "Learning"
    double fraction = 0;
    std::string stage; ///< "epoch 3 of 5"
    std::chrono::steady_clock::time_point started;
    bool cancelling = false;
};

/// Long work beside the owner's thread (the window's). A task gets a progress sink and a token,
/// works on values that it was given, and hands back an immutable result, which arrives in the
/// owner's thread. Nothing here waits but the destructor, which cancels all and joins.
class TaskRunner {
  public:
    /// Runs a closure in the owner's thread, soon and in order; thread-safe. Closures that are
    /// still to come when the runner dies do nothing.
    using Post = std::function<void(std::function<void()>)>;

    /// @param onChange called in the owner's thread when a task began, moved or ended; moves are
    ///        thinned to 20 a second
    explicit TaskRunner(Post post, std::function<void()> onChange = {});
    ~TaskRunner();
    TaskRunner(const TaskRunner&) = delete;
    TaskRunner& operator=(const TaskRunner&) = delete;

    /// Owner's thread. Exactly one of the two is called, in the owner's thread.
    /// @param work in a thread of its own
    template <typename Result>
    TaskId run(std::string name,
               std::function<Result(ProgressSink&, const CancellationToken&)> work,
               std::function<void(Result)> succeeded, std::function<void(const Error&)> failed) {
        Work whole = [work = std::move(work), succeeded = std::move(succeeded)](
                         ProgressSink& progress, const CancellationToken& cancel) {
            auto result = std::make_shared<Result>(work(progress, cancel));
            return std::function<void()>([result, succeeded] { succeeded(std::move(*result)); });
        };
        return start(std::move(name), std::move(whole), std::move(failed));
    }

    /// Asks a task to stop; its `failed` then gets Error Cancelled. Nothing for one that is over.
    void cancel(TaskId id);
    /// Running, oldest first.
    std::vector<TaskStatus> tasks() const;

  private:
    using Work = std::function<std::function<void()>(ProgressSink&, const CancellationToken&)>;
    TaskId start(std::string name, Work work, std::function<void(const Error&)> failed);

    struct State;
    std::shared_ptr<State> state_;
};

} // namespace laurel
