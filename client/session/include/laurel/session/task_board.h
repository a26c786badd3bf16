#pragma once

#include "laurel/workflow/task_runner.h"

#include <QObject>

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

    /// Cancels all tasks and waits until their threads have ended; none can be begun after that.
    /// For owners of what tasks work with, before they let go of it.
    void shutDown();

  Q_SIGNALS:
    void changed(); ///< a task began, moved or ended

  private:
    std::unique_ptr<TaskRunner> runner_;
};

} // namespace laurel
