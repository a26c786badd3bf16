#pragma once

#include "laurel/workflow/task_runner.h"

#include <QObject>

#include <deque>
#include <mutex>

namespace laurel {

/// TaskRunner whose results arrive through Qt's event loop. Lives in the GUI thread.
class TaskBoard : public QObject {
    Q_OBJECT
  public:
    explicit TaskBoard(QObject* parent = nullptr);
    ~TaskBoard() override;

    /// Precondition: not shut down.
    TaskRunner& runner() noexcept { return *runner_; }
    std::vector<TaskStatus> tasks() const;
    void cancel(TaskId id);

    /// Runs the action in the GUI thread, soon and in order, if the board is still there; from any
    /// thread. What the action holds is let go of in the GUI thread too.
    void post(std::function<void()> action);

    /// Cancels all tasks and waits until their threads have ended; none can be begun after that.
    /// For owners of what tasks work with, before they let go of it.
    void shutDown();

  Q_SIGNALS:
    void changed(); ///< a task began, moved or ended

  protected:
    void customEvent(QEvent* event) override;

  private:
    std::mutex mutex_;
    std::deque<std::function<void()>> posted_; ///< one for each event on its way; under mutex_
    std::unique_ptr<TaskRunner> runner_;
};

} // namespace laurel
