#pragma once

#include "laurel/session/case_session.h"
#include "laurel/session/label_snapshot.h"
#include "laurel/workflow/between_slices.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace laurel {

/// Fills gaps between drawn slices, and takes masks to the next: copies the labels beside the
/// window, works as a task and gives what it found to the case's session as a proposal. GUI
/// thread.
class BetweenSlicesDesk : public QObject {
    Q_OBJECT
  public:
    explicit BetweenSlicesDesk(TaskBoard& board, QObject* parent = nullptr)
        : QObject(parent), board_(board) {}

    /// One at a time: nothing while one is running or there is no session.
    void interpolate(const std::shared_ptr<CaseSession>& session,
                     const InterpolationRequest& request);
    void propagate(const std::shared_ptr<CaseSession>& session, const PropagationRequest& request);
    bool isRunning() const noexcept { return copying_ != nullptr || running_.has_value(); }
    void cancel();

  Q_SIGNALS:
    void failed(const QString& title, const QString& why);

  private:
    using Work = std::function<Proposal(const LabelMap&, ProgressSink&, const CancellationToken&)>;
    void start(const std::shared_ptr<CaseSession>& session, const std::string& name, Work work,
               const QString& problem);
    void run(const std::shared_ptr<LabelSnapshot::Copy>& copy,
             const std::weak_ptr<CaseSession>& target, const std::string& name, const Work& work,
             const QString& problem);

    /// Those of the session's image, kept as long as the next request is about the same.
    std::shared_ptr<PlaneRegistrations> registrationsOf(const CaseSession& session);

    TaskBoard& board_;
    std::shared_ptr<PlaneRegistrations> registrations_;
    std::unique_ptr<LabelSnapshot> copying_;
    std::optional<TaskId> running_;
};

} // namespace laurel
