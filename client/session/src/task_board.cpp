#include "laurel/session/task_board.h"

#include <QMetaObject>

namespace laurel {

TaskBoard::TaskBoard(QObject* parent) : QObject(parent) {
    runner_ = std::make_unique<TaskRunner>(
        [this](std::function<void()> action) { // from any thread; the runner dies before this
            QMetaObject::invokeMethod(this, std::move(action), Qt::QueuedConnection);
        },
        [this] { Q_EMIT changed(); });
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
