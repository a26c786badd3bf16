#pragma once

#include "laurel/session/case_session.h"
#include "laurel/session/label_snapshot.h"

#include <QObject>

#include <memory>
#include <optional>

namespace laurel {

/// The act of a tool that would hold the window, made on a copy of the labels in a task, and then
/// offered to the session as a step. Its chip cancels it. One at a time. GUI thread.
class LongAct : public QObject {
    Q_OBJECT
  public:
    LongAct(CaseSession& session, TaskBoard& board) : session_(session), board_(board) {}
    ~LongAct() override { stop(); }

    /// @param scene without image; the session's is used. Replaces an act that is under way.
    void begin(std::shared_ptr<EditTool> tool, const PaintRules& rules, ToolScene scene,
               const PointerSample& at);

  Q_SIGNALS:
    void nothing(const QString& why); ///< was changed

  private:
    struct Work;
    void stop();
    void run(const std::shared_ptr<const Work>& work,
             const std::shared_ptr<LabelSnapshot::Copy>& copy);
    void finish(EditStep step, std::uint64_t version);

    CaseSession& session_;
    TaskBoard& board_;
    std::unique_ptr<LabelSnapshot> copying_;
    std::optional<TaskId> running_;
};

} // namespace laurel
