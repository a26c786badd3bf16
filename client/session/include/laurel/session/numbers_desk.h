#pragma once

#include "laurel/session/case_session.h"
#include "laurel/workflow/case_numbers.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace laurel {

class LabelSnapshot;

/// What an open case measured at some moment.
struct CaseNumbers {
    std::vector<LabelStatistics> labels; ///< of its segments, in their order
    std::vector<SliceState> states;
    Geometry geometry;
    bool onlyReviewed = false;
    std::uint64_t version = 0; ///< CaseSession::version: another one means other numbers
};

/// Measures an open case beside the window. GUI thread.
class NumbersDesk : public QObject {
    Q_OBJECT
  public:
    explicit NumbersDesk(TaskBoard& board, QObject* parent = nullptr);
    ~NumbersDesk() override;

    /// Ends in `measured` or `failed`; in neither when it was cancelled or the case closed. A
    /// second call cancels the first.
    void measure(const std::shared_ptr<CaseSession>& session, bool onlyReviewed);
    void cancel();
    bool isRunning() const noexcept { return snapshot_ != nullptr || running_.has_value(); }

  Q_SIGNALS:
    void measured(const laurel::CaseNumbers& numbers);
    void failed(const QString& title, const QString& why);

  private:
    TaskBoard& board_;
    std::unique_ptr<LabelSnapshot> snapshot_;
    std::optional<TaskId> running_;
};

} // namespace laurel
