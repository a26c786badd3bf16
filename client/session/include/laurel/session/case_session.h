#pragma once

#include "laurel/edit/edit_tool.h"
#include "laurel/session/preferences.h"
#include "laurel/session/task_board.h"
#include "laurel/session/view_state.h"
#include "laurel/workflow/case_store.h"
#include "laurel/workflow/mask_import.h"
#include "laurel/workflow/proposal.h"
#include "laurel/workflow/proposal_growth.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace laurel {

class CaseKeeper;
class LongAct;

/// Who shows a step before it is done.
enum class OfferOf : std::uint8_t {
    Tool, ///< the active tool: it follows the tool's parameters, and goes with the tool
    Act   ///< a command that was given once: it stays until a person says something
};

/// One open case for the window: Case, its folder on disk and its view state, with signals. What
/// Case offers for changes is done through `openCase()`; this object tells the widgets.
/// GUI thread. Dies after the widgets that show it.
class CaseSession : public QObject {
    Q_OBJECT
  public:
    /// @param board outlives the session
    CaseSession(std::unique_ptr<Case> openCase, TaskBoard& board, QObject* parent = nullptr);
    ~CaseSession() override;

    Case& openCase() noexcept { return *case_; }
    const Case& openCase() const noexcept { return *case_; }
    const Segmentation& segmentation() const noexcept { return case_->segmentation(); }
    const Volume& image() const noexcept { return *case_->image(); }
    ViewState& view() noexcept { return view_; }
    const ViewState& view() const noexcept { return view_; }

    // --- Keeping -----------------------------------------------------------------------------
    /// Puts the case on disk from here on: makes or resumes its folder.
    /// @throws Error Io, Conflict
    void keepIn(const std::filesystem::path& folderOfCases);
    void resumeIn(const std::filesystem::path& caseFolder);
    /// The same with a folder that was made or resumed for this case elsewhere, since that takes
    /// time.
    void keepWith(std::unique_ptr<CaseFolder> folder);
    const std::filesystem::path* folder() const noexcept; ///< nullptr: not kept yet
    /// Begins a save in the background; `saved` or `saveFailed` follows. By itself that happens
    /// after 60 steps, or two minutes after the first that no save holds yet,
    /// unless said otherwise.
    void save();
    void setSaving(const SavingHabits& habits);
    /// "saved 09:41", "All changes kept" or what is wrong.
    QString keptText() const;
    /// Why changes are not on disk, as sentences; empty while all are kept. They are tried again
    /// every few seconds, and now with `retryKeeping`.
    QString keepingProblem() const;
    void retryKeeping();
    /// Begins to move the case into a new folder in this one: `moved` follows once it is there
    /// with all that was done, and from then on it is kept there; the former folder stays as it
    /// is. Or `saveFailed` follows, and it is kept where it was. Nothing while one is under way.
    void saveElsewhere(const std::filesystem::path& folderOfCases);

    // --- Acts by pointer -----------------------------------------------------------------------
    /// Opens an edit for one act of the tool. Returns why it cannot be: "Tibialis anterior is
    /// locked. Nothing was painted. ..."; then no act is open. None: it began, or is made beside
    /// the window as an offer, where a tool says that it would hold a large case (`forCopy`).
    std::optional<QString> beginAct(EditTool& tool, const PaintRules& rules,
                                    const SlicePlane& plane, bool inverted,
                                    const PointerSample& at);
    void continueAct(const PointerSample& to); ///< nothing without an open act
    void endAct();
    void abortAct(); ///< leaves no trace
    bool actIsOpen() const noexcept { return edit_ != nullptr; }
    /// An act without pointer, as one step. @return whether anything changed
    bool act(int layer, const std::function<StepLabel(LabelMapEdit&)>& work,
             const PaintRules& rules = {});

    /// Ends the act in hand first. @throws Error as laurel::importMasks
    MaskImport importMasks(const PlacedMasks& masks);

    // --- A step that is offered ----------------------------------------------------------------
    /// Shown as a preview until it is accepted; dropped as soon as the case changes otherwise
    /// or a model's proposal comes.
    const EditStep* offer() const noexcept { return offer_ ? &*offer_ : nullptr; }
    void setOffer(EditStep step, OfferOf whose = OfferOf::Tool);
    OfferOf whoseOffer() const noexcept { return whoseOffer_; } ///< while there is one
    /// Does as `act`, but offers the step. @return whether anything would change
    bool offerAct(int layer, const std::function<StepLabel(LabelMapEdit&)>& work,
                  const PaintRules& rules = {});
    /// Runs in another thread, on labels of its own.
    using WorkOnCopy =
        std::function<StepLabel(LabelMapEdit&, ProgressSink&, const CancellationToken&)>;
    using WorkDone = std::function<void(bool changes, const StepLabel& label)>;
    /// As `offerAct`, for work that would hold the window. Its chip cancels it; a second call
    /// replaces the first.
    /// @param name for the chip
    /// @param done called here once the step is offered, or would change no voxel; not where the
    ///             work failed or the case changed meanwhile (`notice`) or it was cancelled
    void offerActLater(const std::string& name, int layer, const PaintRules& rules, WorkOnCopy work,
                       WorkDone done);
    /// As one step of the history. @return whether it was taken; false without an offer
    bool acceptOffer();
    void discardOffer();
    /// Counts steps done, undone and redone: another one means another segmentation.
    std::uint64_t version() const noexcept { return version_; }

    // --- A model's proposal --------------------------------------------------------------------
    const Proposal* proposal() const noexcept { return proposal_.get(); }
    const std::shared_ptr<const Proposal>& sharedProposal() const noexcept { return proposal_; }
    void setProposal(Proposal proposal);
    bool acceptProposal(MergeRule rule, const std::vector<bool>& taken);
    /// As planned for this case as it is; the proposal is gone then.
    /// @throws Error InvalidInput when the case changed since
    bool acceptPlan(EditStep step);
    void discardProposal();
    /// What there is of a proposal while a model makes it, to be looked at; nothing of it enters
    /// the case. Null otherwise. Labels that are shown are `proposal`'s or these, never both.
    const ProposalGrowth* growth() const noexcept { return growth_.get(); }
    void beginGrowth(std::unique_ptr<ProposalGrowth> growth);
    void grow(const SlicePreview& slice); ///< nothing where none has begun
    /// Of the proposal, or of one that is being made; null where there is none.
    const LabelMap* proposedLabels() const noexcept {
        return proposal_ ? &proposal_->labels : growth_ ? &growth_->labels() : nullptr;
    }
    void endGrowth(); ///< leaves no trace; nothing where none has begun

  Q_SIGNALS:
    void voxelsChanged(const laurel::VoxelBox& box); ///< also while an act is open
    void actEnded();                                 ///< by pointer, whatever came of it
    void segmentsChanged();                          ///< list, names, colours
    void looksChanged();
    void slicesChanged(); ///< how far they are, or what models made of them
    void historyChanged();
    void countsChanged(); ///< voxels per segment, after an act ended
    void offerChanged();
    void proposalChanged();
    void growthChanged(const laurel::VoxelBox& box); ///< began, ended, or has slices more
    void saved();
    void saveFailed(const QString& why);
    void keptChanged();
    void keepingFailed(const QString& why); ///< changes that are not on disk: the first of them
    void keepingResumed();                  ///< all are on disk again
    void moved(const QString& folder);
    void notice(const QString& text); ///< why an act changed nothing, for a message

  private:
    class Watch; ///< hears the case and tells the signals

    void keep(std::unique_ptr<CaseKeeper> keeper);
    void tellStep(const EditStep& step);
    void tellTouched();
    void followSegments();
    void noteActive();
    std::optional<QString> openEdit(const EditTool& tool, const PaintRules& rules, bool inverted);
    bool beginLongAct(const EditTool& tool, const PaintRules& rules, const SlicePlane& plane,
                      bool inverted, const PointerSample& at);
    void giveUpAct(const std::exception& fault);
    bool doOpenAct(StepLabel label); ///< @return whether anything changed
    bool offerOpenAct(StepLabel label);
    bool sparesPress(const PaintRules& rules, const SlicePlane& plane,
                     const PointerSample& at) const;

    std::unique_ptr<Case> case_;
    TaskBoard& board_;
    ViewState view_;
    std::unique_ptr<Watch> watch_;
    std::unique_ptr<CaseKeeper> keeper_; ///< none: not kept yet
    std::unique_ptr<CaseKeeper> moving_; ///< to another folder, until its first save is done
    SavingHabits saving_;
    std::unique_ptr<LabelMapEdit> edit_;
    std::unique_ptr<LongAct> longAct_; ///< none before the first
    EditTool* tool_ = nullptr;         ///< not owned; of the open act
    VoxelBox touched_;                 ///< by the open act; told already
    bool spared_ = false;      ///< the rules of the open act spared the voxel where it began
    bool voxelsTold_ = false;  ///< the step that is being taken was shown while it was drawn
    double greyRange_ = 1;     ///< between the 2nd and 98th percentile
    std::size_t segments_ = 0; ///< that were there when they were told last
    std::optional<SegmentKey> active_; ///< the chosen segment, wherever it comes to stand
    std::optional<EditStep> offer_;
    OfferOf whoseOffer_ = OfferOf::Tool;
    std::uint64_t version_ = 0;
    std::shared_ptr<const Proposal> proposal_;
    std::unique_ptr<ProposalGrowth> growth_;
};

} // namespace laurel

Q_DECLARE_METATYPE(laurel::VoxelBox)
