#include "laurel/session/case_session.h"

#include "laurel/session/texts.h"
#include "laurel/session/words.h"

#include "case_keeper.h"
#include "long_act.h"

#include <cmath>

namespace laurel {

namespace {

constexpr double blackPercentile = 2;
constexpr double whitePercentile = 98;

/// "painted", as the refusal of an act says it.
QString deedOf(StepKind kind, bool inverted) {
    const bool erases = kind == StepKind::Eraser;
    if (kind == StepKind::Fill || kind == StepKind::Lasso || kind == StepKind::Region) {
        return inverted ? Texts::tr("cleared") : Texts::tr("filled");
    }
    return erases != inverted ? Texts::tr("erased") : Texts::tr("painted");
}

} // namespace

class CaseSession::Watch final : public CaseObserver {
  public:
    explicit Watch(CaseSession& session) : session_(session) { session_.case_->addObserver(*this); }
    ~Watch() override { session_.case_->removeObserver(*this); }

    void stepDone(const EditStep& step) override { session_.tellStep(step); }
    void stepUndone(const EditStep& step) override { session_.tellStep(step); }
    void stepRedone(const EditStep& step) override { session_.tellStep(step); }
    void looksChanged() override {
        Q_EMIT session_.looksChanged();
        tellKeeper();
    }
    void modelChanged() override { tellKeeper(); }
    void nameChanged() override {
        tellKeeper();
        Q_EMIT session_.keptChanged(); // whoever shows what is kept shows its name
    }
    void tellKeeper() {
        if (session_.keeper_) {
            session_.keeper_->caseChanged();
        }
    }

  private:
    CaseSession& session_;
};

CaseSession::CaseSession(std::unique_ptr<Case> openCase, TaskBoard& board, QObject* parent)
    : QObject(parent), case_(std::move(openCase)), board_(board),
      segments_(segmentation().labels.segments().size()) {
    view_.setGrid(image().geometry().size());
    view_.setFrames(image().frames(), case_->reference().frame);
    view_.setWindow(
        percentileWindow(image(), case_->reference().frame, blackPercentile, whitePercentile));
    greyRange_ = view_.window().width;
    connect(&view_, &ViewState::activeSegmentChanged, this, &CaseSession::noteActive);
    view_.setActiveSegment(segments_ > 0 ? 0 : -1);
    watch_ = std::make_unique<Watch>(*this);
}

CaseSession::~CaseSession() {
    edit_.reset();
    watch_.reset();
    moving_.reset();
    keeper_.reset();
    longAct_.reset();
}

void CaseSession::keepIn(const std::filesystem::path& folderOfCases) {
    keep(std::make_unique<CaseKeeper>(*this, CaseFolder::create(folderOfCases, *case_), true,
                                      board_));
}

void CaseSession::resumeIn(const std::filesystem::path& caseFolder) {
    keep(
        std::make_unique<CaseKeeper>(*this, CaseFolder::resume(caseFolder, *case_), false, board_));
}

void CaseSession::keepWith(std::unique_ptr<CaseFolder> folder) {
    keep(std::make_unique<CaseKeeper>(*this, std::move(folder), false, board_));
}

void CaseSession::keep(std::unique_ptr<CaseKeeper> keeper) {
    keeper_ = std::move(keeper);
    keeper_->setHabits(saving_);
    connect(keeper_.get(), &CaseKeeper::saved, this, &CaseSession::saved);
    connect(keeper_.get(), &CaseKeeper::saveFailed, this, &CaseSession::saveFailed);
    connect(keeper_.get(), &CaseKeeper::changed, this, &CaseSession::keptChanged);
    connect(keeper_.get(), &CaseKeeper::problemChanged, this, [this](const QString& why) {
        why.isEmpty() ? Q_EMIT keepingResumed() : Q_EMIT keepingFailed(why);
    });
    watch_.reset(); // the journal, told first, has then what the window says is kept
    watch_ = std::make_unique<Watch>(*this);
    Q_EMIT keptChanged();
}

void CaseSession::tellStep(const EditStep& step) {
    ++version_;
    discardOffer();
    if (step.segments) {
        followSegments();
        Q_EMIT segmentsChanged();
    }
    if (!step.voxels.empty() && !voxelsTold_) {
        Q_EMIT voxelsChanged(step.voxels.box(image().geometry().size()));
    }
    if (!step.slices.empty() || !step.automatic.empty()) {
        Q_EMIT slicesChanged();
    }
    if (step.segments || !step.voxels.empty()) {
        Q_EMIT countsChanged();
    }
    watch_->tellKeeper();
    Q_EMIT historyChanged();
}

void CaseSession::noteActive() {
    const std::vector<Segment>& segments = segmentation().labels.segments();
    const auto index = static_cast<std::size_t>(view_.activeSegment());
    active_ = index < segments.size() ? std::optional(keyOf(segments[index])) : std::nullopt;
}

/// The first new segment becomes the one to paint; one that moved in the list stays it, and one
/// that went leaves that to its neighbour.
void CaseSession::followSegments() {
    const std::size_t count = segmentation().labels.segments().size();
    const auto place = active_ ? segmentation().indexOf(active_->layer, active_->value)
                               : std::optional<std::size_t>();
    if (count > segments_) {
        view_.setActiveSegment(static_cast<int>(segments_));
    } else if (place) {
        view_.setActiveSegment(static_cast<int>(*place));
    } else if (view_.activeSegment() >= static_cast<int>(count)) {
        view_.setActiveSegment(static_cast<int>(count) - 1);
    }
    noteActive();
    segments_ = count;
}

std::optional<QString> CaseSession::openEdit(const EditTool& tool, const PaintRules& rules,
                                             bool inverted) {
    const std::vector<Segment>& segments = segmentation().labels.segments();
    const QString deed = deedOf(tool.kind(), inverted);
    const int active = view_.activeSegment();
    if (active < 0 || active >= static_cast<int>(segments.size())) {
        return Texts::tr("No segment is chosen. Nothing was %1. Choose one in the list or add "
                         "one.")
            .arg(deed);
    }
    const Segment& segment = segments[static_cast<std::size_t>(active)];
    if (segmentation().lookOf(segment).locked) {
        return Texts::tr("%1 is locked. Nothing was %2. Unlock it or choose another segment.")
            .arg(QString::fromStdString(segment.name), deed);
    }
    edit_ = case_->edit(segment.layer, rules, {&image(), view_.frame()});
    return std::nullopt;
}

std::optional<QString> CaseSession::beginAct(EditTool& tool, const PaintRules& rules,
                                             const SlicePlane& plane, bool inverted,
                                             const PointerSample& at) {
    endAct(); // whose release never came
    try {
        if (std::optional<QString> refusal = openEdit(tool, rules, inverted)) {
            return refusal;
        }
        if (beginLongAct(tool, rules, plane, inverted, at)) {
            return std::nullopt;
        }
        tool_ = &tool;
        touched_ = {};
        const bool paints = tool.kind() != StepKind::Eraser && tool.kind() != StepKind::Contour;
        spared_ = !inverted && paints && sparesPress(rules, plane, at);
        const auto active = static_cast<std::size_t>(view_.activeSegment());
        tool.press(*edit_,
                   {&image(), segmentation().labels.segments()[active], plane, inverted,
                    view_.frame(), greyRange_},
                   at);
    } catch (const std::exception& fault) {
        abortAct();
        return whatWentWrong(fault);
    }
    tellTouched();
    return std::nullopt;
}

bool CaseSession::beginLongAct(const EditTool& tool, const PaintRules& rules,
                               const SlicePlane& plane, bool inverted, const PointerSample& at) {
    constexpr std::int64_t atOnce = std::int64_t{1} << 22; // voxels; some hundredths of a second
    std::shared_ptr<EditTool> copy =
        image().geometry().size().voxels() > atOnce ? tool.forCopy() : nullptr;
    if (!copy) {
        return false;
    }
    edit_.reset(); // there is nothing in it yet
    const auto active = static_cast<std::size_t>(view_.activeSegment());
    const ToolScene scene{nullptr,       segmentation().labels.segments()[active],
                          plane,         inverted,
                          view_.frame(), greyRange_};
    const auto work = [copy, scene, at, image = case_->image()](LabelMapEdit& edit, ProgressSink&,
                                                                const CancellationToken& cancel) {
        ToolScene elsewhere = scene;
        elsewhere.image = image.get();
        elsewhere.cancel = cancel;
        copy->press(edit, elsewhere, at);
        return copy->release(edit);
    };
    offerActLater(copy->name(), scene.segment.layer, rules, work,
                  [this](bool changes, const StepLabel& label) {
                      if (!changes && !label.detail.empty()) {
                          Q_EMIT notice(QString::fromStdString(label.detail));
                      }
                  });
    return true;
}

/// Whether the voxel under the pointer would be another's, and the rules do not let it be painted.
bool CaseSession::sparesPress(const PaintRules& rules, const SlicePlane& plane,
                              const PointerSample& at) const {
    if (!std::isfinite(at.at.x) || !std::isfinite(at.at.y) || !std::isfinite(at.at.z)) {
        return false;
    }
    const Segment& segment =
        segmentation().labels.segments()[static_cast<std::size_t>(view_.activeSegment())];
    VoxelIndex voxel{std::llround(at.at.x), std::llround(at.at.y), std::llround(at.at.z)};
    (plane.axis == 0 ? voxel.x : plane.axis == 1 ? voxel.y : voxel.z) = plane.index;
    return image().geometry().contains(voxel) &&
           segmentation().labels.at(voxel, segment.layer) != segment.value &&
           !mayPaint(segmentation(), segment, rules, {&image(), view_.frame()}, voxel);
}

void CaseSession::tellTouched() {
    const VoxelBox box = edit_->takeChanged();
    if (!box.empty()) {
        touched_.include(box);
        Q_EMIT voxelsChanged(box);
    }
}

void CaseSession::continueAct(const PointerSample& to) {
    if (!edit_) {
        return;
    }
    try {
        tool_->drag(*edit_, to);
        tellTouched();
    } catch (const std::exception& fault) {
        giveUpAct(fault);
    }
}

void CaseSession::endAct() {
    if (!edit_) {
        return;
    }
    try {
        StepLabel label = tool_->release(*edit_);
        tellTouched();
        const QString said = QString::fromStdString(label.detail);
        const bool changed =
            tool_->showsFirst() ? offerOpenAct(std::move(label)) : doOpenAct(std::move(label));
        if (!changed && !said.isEmpty()) {
            Q_EMIT notice(said);
        } else if (!changed && spared_) {
            Q_EMIT notice(Texts::tr("Nothing was painted here. The tool's options say where it "
                                    "may paint, and over what."));
        }
    } catch (const std::exception& fault) {
        voxelsTold_ = false;
        giveUpAct(fault);
        return;
    }
    Q_EMIT actEnded();
}

bool CaseSession::doOpenAct(StepLabel label) {
    const std::unique_ptr<LabelMapEdit> edit = std::move(edit_);
    EditStep step = edit->commit(std::move(label));
    voxelsTold_ = true;
    const bool changed = case_->done(std::move(step));
    voxelsTold_ = false;
    return changed;
}

bool CaseSession::offerOpenAct(StepLabel label) {
    const std::unique_ptr<LabelMapEdit> edit = std::move(edit_);
    EditStep step = edit->takeBack(std::move(label));
    touched_.include(edit->takeChanged());
    if (!touched_.empty()) {
        Q_EMIT voxelsChanged(touched_);
    }
    const bool changes = !step.voxels.empty();
    if (changes) {
        setOffer(std::move(step), OfferOf::Act);
    }
    return changes;
}

void CaseSession::abortAct() {
    tool_ = nullptr;
    if (!edit_) {
        return;
    }
    touched_.include(edit_->takeChanged());
    edit_.reset(); // which reverts
    if (!touched_.empty()) {
        Q_EMIT voxelsChanged(touched_);
    }
    Q_EMIT actEnded();
}

void CaseSession::giveUpAct(const std::exception& fault) {
    abortAct();
    Q_EMIT notice(whatWentWrong(fault));
}

bool CaseSession::act(int layer, const std::function<StepLabel(LabelMapEdit&)>& work,
                      const PaintRules& rules) {
    endAct();
    const std::unique_ptr<LabelMapEdit> edit = case_->edit(layer, rules, {&image(), view_.frame()});
    StepLabel label = work(*edit);
    return case_->done(edit->commit(std::move(label)));
}

bool CaseSession::offerAct(int layer, const std::function<StepLabel(LabelMapEdit&)>& work,
                           const PaintRules& rules) {
    endAct();
    const std::unique_ptr<LabelMapEdit> edit = case_->edit(layer, rules, {&image(), view_.frame()});
    StepLabel label = work(*edit);
    EditStep step = edit->takeBack(std::move(label));
    const bool changes = !step.voxels.empty();
    if (changes) {
        setOffer(std::move(step), OfferOf::Act);
    }
    return changes;
}

MaskImport CaseSession::importMasks(const PlacedMasks& masks) {
    endAct();
    return ::laurel::importMasks(*case_, masks);
}

} // namespace laurel
