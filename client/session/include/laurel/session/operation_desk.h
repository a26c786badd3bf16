#pragma once

#include "laurel/edit/mask_operation.h"
#include "laurel/session/case_session.h"
#include "laurel/session/label_snapshot.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace laurel {

/// Computes beside the window what an operation over masks would do, and offers it to the case's
/// session as a preview. Of a large case the labels are copied beside the window too, once for all
/// previews until the case changes. GUI thread.
class OperationDesk : public QObject {
    Q_OBJECT
  public:
    explicit OperationDesk(TaskBoard& board, QObject* parent = nullptr)
        : QObject(parent), board_(board) {}

    /// Ends in the session's offerChanged, `nothing` or `failed`; in none of them when it was
    /// cancelled, or the case changed or was closed meanwhile. What was offered before is discarded
    /// when the new offer is there; a second call cancels the first.
    void preview(const std::shared_ptr<CaseSession>& session, const OperationScope& scope,
                 const MaskOperation& operation, OfferOf whose = OfferOf::Tool);
    void cancel();
    bool isRunning() const noexcept { return copying_ != nullptr || running_.has_value(); }

  Q_SIGNALS:
    void nothing(const QString& why); ///< would change
    void failed(const QString& title, const QString& why);

  private:
    /// A segmentation of a version of a case, shared by tasks.
    class Snapshot;
    using Prepare = std::function<OperationInput()>; ///< for the task's thread

    void stop();
    void forgetCopy() { held_.reset(); }
    void previewLarge(const std::shared_ptr<CaseSession>& session, const OperationScope& scope,
                      const MaskOperation& operation, OfferOf whose);
    void run(const std::shared_ptr<CaseSession>& session, const MaskOperation& operation,
             OfferOf whose, Prepare prepare);
    void fail(const MaskOperation& operation, const Error& error);
    void finish(CaseSession& session, const MaskOperation& operation, OfferOf whose, EditStep step);

    TaskBoard& board_;
    std::unique_ptr<LabelSnapshot> copying_;
    std::shared_ptr<Snapshot> held_; ///< of the case as it is; none before it was needed
    std::optional<TaskId> running_;
};

} // namespace laurel
