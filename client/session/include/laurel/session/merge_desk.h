#pragma once

#include "laurel/session/case_session.h"
#include "laurel/session/label_snapshot.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace laurel {

/// Works out beside the window what accepting the open case's proposal would do, and does it.
/// GUI thread.
class MergeDesk : public QObject {
    Q_OBJECT
  public:
    explicit MergeDesk(TaskBoard& board, QObject* parent = nullptr)
        : QObject(parent), board_(board) {}

    /// Whose proposals are meant; nullptr: none. Plans anew whenever the case changes.
    void follow(std::shared_ptr<CaseSession> session);
    /// How the proposal that is open would be taken over.
    void choose(MergeRule rule, std::vector<bool> taken);
    /// Of the proposal and the choice, as of now or shortly before; empty before the first.
    const std::vector<ProposalEffect>& effects() const noexcept { return effects_; }
    /// Takes the proposal over as chosen, as soon as that is worked out. Ends in `accepted` or
    /// `failed`.
    void accept();

  Q_SIGNALS:
    void planned();              ///< effects changed
    void accepted(bool changed); ///< whether anything
    void failed(const QString& title, const QString& why);

  private:
    void restart();
    void stop();
    void compute(const std::shared_ptr<LabelSnapshot::Copy>& copy);
    void take(ProposalPlan plan, std::uint64_t version);
    void finish();

    TaskBoard& board_;
    std::shared_ptr<CaseSession> session_;
    MergeRule rule_ = MergeRule::FillGaps;
    std::vector<bool> taken_;
    std::unique_ptr<LabelSnapshot> snapshot_; ///< that is being made
    std::optional<TaskId> running_;
    std::vector<ProposalEffect> effects_;
    std::optional<EditStep> step_; ///< of the case as it is; none: not worked out yet
    bool acceptWanted_ = false;
};

} // namespace laurel
