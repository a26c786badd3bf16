#pragma once

#include "laurel/session/case_session.h"
#include "laurel/session/label_snapshot.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>

namespace laurel {

/// Work that would hold the window, done on a copy of the labels in a task, and then offered to the
/// session as a step. Its chip cancels it. One at a time. GUI thread.
class LongAct : public QObject {
    Q_OBJECT
  public:
    /// As CaseSession::offerActLater.
    struct Work {
        std::string name;
        int layer = 0;
        PaintRules rules;
        CaseSession::WorkOnCopy work;
        CaseSession::WorkDone done;
    };

    LongAct(CaseSession& session, TaskBoard& board) : session_(session), board_(board) {}
    ~LongAct() override { stop(); }

    /// Replaces an act that is under way.
    void begin(Work work);

  Q_SIGNALS:
    void nothing(const QString& why); ///< was changed

  private:
    void stop();
    void run(const std::shared_ptr<const Work>& work,
             const std::shared_ptr<LabelSnapshot::Copy>& copy);
    void finish(const Work& work, EditStep step, std::uint64_t version);
    bool anotherWaits() const;

    CaseSession& session_;
    TaskBoard& board_;
    std::unique_ptr<LabelSnapshot> copying_;
    std::optional<TaskId> running_;
    std::optional<EditStep> offeredBefore_; ///< when it began: that one it may replace
};

} // namespace laurel
