#pragma once

#include "laurel/edit/mask_operation.h"
#include "laurel/session/case_session.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace laurel {

/// Computes beside the window what an operation over masks would do, and offers it to the case's
/// session as a preview. GUI thread.
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
    bool isRunning() const noexcept { return running_.has_value(); }

  Q_SIGNALS:
    void nothing(const QString& why); ///< would change
    void failed(const QString& title, const QString& why);

  private:
    void finish(CaseSession& session, const MaskOperation& operation, OfferOf whose, EditStep step);

    TaskBoard& board_;
    std::optional<TaskId> running_;
};

} // namespace laurel
