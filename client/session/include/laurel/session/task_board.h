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

    TaskRunner& runner() noexcept { return *runner_; }
    std::vector<TaskStatus> tasks() const { return runner_->tasks(); }
    void cancel(TaskId id) { runner_->cancel(id); }

  Q_SIGNALS:
    void changed(); ///< a task began, moved or ended

  private:
    std::unique_ptr<TaskRunner> runner_;
};

} // namespace laurel
