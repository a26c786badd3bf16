#pragma once

#include "laurel/session/merge_desk.h"
#include "laurel/ui_kit/controls.h"

#include <vector>

namespace laurel::ui {

/// How the open proposal would be taken over; shared by the bar and the list of the preview.
class PreviewChoice : public QObject {
    Q_OBJECT
  public:
    explicit PreviewChoice(CaseSession& session, QObject* parent = nullptr);

    MergeRule rule() const noexcept { return rule_; }
    const std::vector<bool>& taken() const noexcept { return taken_; }
    void setRule(MergeRule rule);
    void setTaken(std::size_t segment, bool taken);

  Q_SIGNALS:
    void changed();

  private:
    void start();

    CaseSession& session_;
    MergeRule rule_ = MergeRule::FillGaps;
    std::vector<bool> taken_; ///< one for each segment of the proposal
};

/// Beneath the views while a proposal is open: what it is, the rule, Discard (Esc), Accept (Enter).
class PreviewBar : public Surface {
    Q_OBJECT
  public:
    /// @param merging works for this session; outlives the bar
    PreviewBar(CaseSession& session, PreviewChoice& choice, MergeDesk& merging,
               QWidget* parent = nullptr);
    void accept(); ///< as soon as it is worked out
    void discard();

  Q_SIGNALS:
    void accepted(bool changed);

  private:
    void follow();

    CaseSession& session_;
    PreviewChoice& choice_;
    MergeDesk& merging_;
    Label* title_;
    Label* detail_;
    Segmented* rule_;
};

} // namespace laurel::ui
