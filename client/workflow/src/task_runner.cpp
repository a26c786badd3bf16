#include "laurel/workflow/task_runner.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

namespace laurel {

namespace {

constexpr std::chrono::milliseconds betweenMoves{50};

/// How a task ended: what hands over its result, or why there is none.
struct Outcome {
    std::function<void()> deliver;
    std::optional<Error> error;
};

} // namespace

struct TaskRunner::State : std::enable_shared_from_this<TaskRunner::State> {
    struct Task {
        TaskStatus status; ///< guarded by mutex
        CancellationSource source;
        std::function<void(const Error&)> failed; ///< called in the owner's thread only
        std::thread thread;
    };

    Post post;
    std::function<void()> onChange;
    std::mutex mutex;
    std::vector<std::shared_ptr<Task>> tasks; ///< oldest first; guarded by mutex
    TaskId lastId = 0;
    bool moved = false;        ///< guarded, as the next two
    bool changePosted = false; ///< the owner's thread has yet to hear of it
    bool closed = false;
    std::condition_variable wake;
    std::thread pacer; ///< passes moves on, not more often than a person can see

    void postChange();
    void change();
    void pace();
    void move(Task& task, double fraction, std::string_view stage);
    void work(const std::shared_ptr<Task>& task, const Work& work);
    void begin(const std::shared_ptr<Task>& task, Work work);
    std::shared_ptr<Task> take(TaskId id);
    void finish(TaskId id, const Outcome& outcome);
    void close();
};

namespace {

/// What a task's work reports to.
template <typename State, typename Task>
class Reporter final : public ProgressSink {
  public:
    Reporter(State& state, Task& task) : state_(state), task_(task) {}
    void report(double fraction, std::string_view stage) override {
        state_.move(task_, fraction, stage);
    }

  private:
    State& state_;
    Task& task_;
};

/// The one place where whatever a task throws becomes an Error.
template <typename Work>
Outcome outcomeOf(const Work& work) {
    try {
        return {work(), std::nullopt};
    } catch (const Error& error) {
        return {nullptr, error};
    } catch (const std::bad_alloc&) {
        return {nullptr, Error(ErrorCode::LimitExceeded, "there is not enough memory for this")};
    } catch (const std::exception& error) {
        return {nullptr, Error(ErrorCode::Internal, error.what())};
    } catch (...) {
        return {nullptr, Error(ErrorCode::Internal, "something that is no exception was thrown")};
    }
}

} // namespace

/// Tells the owner's thread, unless it is about to be told anyway.
void TaskRunner::State::postChange() {
    {
        const std::lock_guard lock(mutex);
        if (!onChange || changePosted || closed) {
            return;
        }
        changePosted = true;
    }
    post([weak = weak_from_this()] {
        if (const std::shared_ptr<State> state = weak.lock()) {
            state->change();
        }
    });
}

void TaskRunner::State::change() {
    {
        const std::lock_guard lock(mutex);
        changePosted = false;
        if (closed) {
            return;
        }
    }
    if (onChange) {
        onChange();
    }
}

void TaskRunner::State::pace() {
    std::unique_lock lock(mutex);
    for (;;) {
        wake.wait(lock, [this] { return moved || closed; });
        if (closed) {
            return;
        }
        moved = false;
        lock.unlock();
        postChange();
        lock.lock();
        wake.wait_for(lock, betweenMoves, [this] { return closed; });
    }
}

void TaskRunner::State::move(Task& task, double fraction, std::string_view stage) {
    const std::lock_guard lock(mutex);
    if (fraction > task.status.fraction) { // false for what is no number
        task.status.fraction = std::min(fraction, 1.0);
    }
    task.status.stage = stage;
    moved = true;
    wake.notify_all();
}

void TaskRunner::State::work(const std::shared_ptr<Task>& task, const Work& work) {
    Reporter<State, Task> reporter(*this, *task);
    const TaskId id = task->status.id; // never changes
    Outcome outcome = outcomeOf([&] { return work(reporter, task->source.token()); });
    post([weak = weak_from_this(), id, outcome = std::move(outcome)] {
        if (const std::shared_ptr<State> state = weak.lock()) {
            state->finish(id, outcome);
        }
    });
}

void TaskRunner::State::begin(const std::shared_ptr<Task>& task, Work work) {
    {
        const std::lock_guard lock(mutex);
        tasks.push_back(task);
    }
    try {
        task->thread =
            std::thread([this, task, work = std::move(work)] { this->work(task, work); });
    } catch (const std::system_error& error) {
        const Error why(ErrorCode::Unavailable,
                        std::string("the system gives no further thread: ") + error.what());
        post([weak = weak_from_this(), id = task->status.id, why] {
            if (const std::shared_ptr<State> state = weak.lock()) {
                state->finish(id, {nullptr, why});
            }
        });
    }
    postChange();
}

std::shared_ptr<TaskRunner::State::Task> TaskRunner::State::take(TaskId id) {
    const std::lock_guard lock(mutex);
    const auto found = std::find_if(tasks.begin(), tasks.end(),
                                    [&](const auto& task) { return task->status.id == id; });
    if (closed || found == tasks.end()) {
        return nullptr;
    }
    std::shared_ptr<Task> task = *found;
    tasks.erase(found);
    return task;
}

void TaskRunner::State::finish(TaskId id, const Outcome& outcome) {
    const std::shared_ptr<Task> task = take(id);
    if (!task) {
        return;
    }
    if (task->thread.joinable()) {
        task->thread.join(); // it posted this as its last act
    }
    if (task->status.cancelling) {
        task->failed(Error(ErrorCode::Cancelled, task->status.name + " was cancelled"));
    } else if (outcome.error) {
        task->failed(*outcome.error);
    } else {
        outcome.deliver();
    }
    change();
}

void TaskRunner::State::close() {
    std::vector<std::shared_ptr<Task>> running;
    {
        const std::lock_guard lock(mutex);
        closed = true;
        running.swap(tasks);
        wake.notify_all();
    }
    for (const std::shared_ptr<Task>& task : running) {
        task->source.cancel();
    }
    for (const std::shared_ptr<Task>& task : running) {
        if (task->thread.joinable()) {
            task->thread.join();
        }
    }
    if (pacer.joinable()) {
        pacer.join();
    }
}

TaskRunner::TaskRunner(Post post, std::function<void()> onChange)
    : state_(std::make_shared<State>()) {
    state_->post = std::move(post);
    state_->onChange = std::move(onChange);
    if (state_->onChange) {
        state_->pacer = std::thread([state = state_.get()] { state->pace(); });
    }
}

TaskRunner::~TaskRunner() {
    state_->close();
}

TaskId TaskRunner::start(std::string name, Work work, std::function<void(const Error&)> failed) {
    const auto task = std::make_shared<State::Task>();
    task->status.id = ++state_->lastId;
    task->status.name = std::move(name);
    task->status.started = std::chrono::steady_clock::now();
    task->failed = std::move(failed);
    state_->begin(task, std::move(work));
    return task->status.id;
}

void TaskRunner::cancel(TaskId id) {
    {
        const std::lock_guard lock(state_->mutex);
        for (const std::shared_ptr<State::Task>& task : state_->tasks) {
            if (task->status.id == id) {
                task->status.cancelling = true;
                task->source.cancel();
            }
        }
    }
    state_->postChange();
}

std::vector<TaskStatus> TaskRunner::tasks() const {
    const std::lock_guard lock(state_->mutex);
    std::vector<TaskStatus> statuses;
    for (const std::shared_ptr<State::Task>& task : state_->tasks) {
        statuses.push_back(task->status);
    }
    return statuses;
}

} // namespace laurel
