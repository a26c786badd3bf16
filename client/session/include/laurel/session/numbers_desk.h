#pragma once

#include "laurel/session/case_session.h"
#include "laurel/session/label_snapshot.h"
#include "laurel/workflow/case_numbers.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace laurel {

/// Keeps the numbers of a case's segments up to date while somebody looks at them: measures a copy
/// in the background, again after changes have come to rest. GUI thread.
class NumbersDesk : public QObject {
    Q_OBJECT
  public:
    explicit NumbersDesk(TaskBoard& board, QObject* parent = nullptr);
    ~NumbersDesk() override;

    /// nullptr: none. Forgets what was measured of another case.
    void follow(std::shared_ptr<CaseSession> session);
    /// Whether somebody looks; without, nothing is measured.
    void setWanted(bool wanted);
    void setOnlyReviewed(bool only);
    bool onlyReviewed() const noexcept { return onlyReviewed_; }

    /// The last ones; nullptr before the first. What they are of may have changed since.
    const CaseNumbers* numbers() const noexcept { return numbers_ ? &*numbers_ : nullptr; }
    bool isCurrent() const noexcept { return numbers_ && !stale_; }

  Q_SIGNALS:
    void changed(); ///< numbers, or whether they are current
    void failed(const QString& title, const QString& why);

  private:
    void touch();
    void measure();
    void stop();
    void measureCopy(const std::shared_ptr<LabelSnapshot::Copy>& copy);
    void take(CaseNumbers numbers);

    TaskBoard& board_;
    std::shared_ptr<CaseSession> session_;
    std::optional<CaseNumbers> numbers_;
    std::unique_ptr<LabelSnapshot> snapshot_; ///< that is being made
    std::optional<TaskId> running_;
    QTimer rest_; ///< since the last change
    bool wanted_ = false;
    bool onlyReviewed_ = false;
    bool stale_ = true;
};

} // namespace laurel
