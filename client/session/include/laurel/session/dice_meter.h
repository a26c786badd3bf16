#pragma once

#include "laurel/session/case_session.h"
#include "laurel/workflow/automatic_overlap.h"

#include <QObject>
#include <QTimer>

#include <cstddef>
#include <optional>

namespace laurel {

/// Keeps the Dice of automatic against refined of one session up to date: a few slices at a time,
/// between which a person goes on editing. GUI thread.
class DiceMeter : public QObject {
    Q_OBJECT
  public:
    /// @param session outlives this
    explicit DiceMeter(CaseSession& session, QObject* parent = nullptr);

    /// Of a segment in the slice on show. Undefined where no model spoke of it, or nobody has had a
    /// hand in the slice yet.
    std::optional<double> here(std::size_t segment) const;
    /// Over the reviewed slices.
    std::optional<double> reviewed(std::size_t segment) const;
    std::optional<double> reviewedOfAll() const;

  Q_SIGNALS:
    void changed();

  private:
    void restart();
    void measureSome();

    CaseSession& session_;
    AutomaticOverlaps overlaps_;
    QTimer turn_;
};

} // namespace laurel
