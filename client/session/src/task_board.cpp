#include "laurel/session/task_board.h"

#include <QCoreApplication>
#include <QEvent>

namespace laurel {

TaskBoard::TaskBoard(QObject* parent) : QObject(parent) {
    runner_ = std::make_unique<TaskRunner>(
        [this](std::function<void()> action) { post(std::move(action)); }, // it dies before this
        [this] { Q_EMIT changed(); });
}

/// QMetaObject::invokeMethod would do but for two things: the thread that posts may be the last to
/// let go of an action, and the thread sanitizer does not see how Qt hands one over.
void TaskBoard::post(std::function<void()> action) {
    auto event = std::make_unique<QEvent>(QEvent::User);
    {
        const std::lock_guard lock(mutex_);
        posted_.push_back(std::move(action));
    }
    QCoreApplication::postEvent(this, event.release());
}

void TaskBoard::customEvent(QEvent*) {
    std::function<void()> action;
    {
        const std::lock_guard lock(mutex_);
        action = std::move(posted_.front());
        posted_.pop_front();
    }
    action();
}

TaskBoard::~TaskBoard() = default;

std::vector<TaskStatus> TaskBoard::tasks() const {
    return runner_ ? runner_->tasks() : std::vector<TaskStatus>{};
}

void TaskBoard::cancel(TaskId id) {
    if (runner_) {
        runner_->cancel(id);
    }
}

void TaskBoard::shutDown() {
    runner_.reset();
}

} // namespace laurel
