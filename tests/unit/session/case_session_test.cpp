#include "laurel/session/case_session.h"

#include "event_loop.h"
#include "small_case.h"

#include "laurel/edit/brush_tool.h"
#include "laurel/edit/fill_tool.h"
#include "laurel/session/words.h"
#include "support/expect_error.h"
#include "support/file_size_limit.h"

#include <cerrno>
#include <fstream>
#include <new>
#include <stdexcept>
#include <system_error>

namespace laurel {
namespace {

namespace fs = std::filesystem;

/// A tool that fails in the middle of its act.
class BrokenTool final : public EditTool {
  public:
    StepKind kind() const noexcept override { return StepKind::Brush; }
    std::string name() const override { return "Broken"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample&) override {
        edit.paint({0, 0, 0}, 5, scene.segment.value);
    }
    void drag(LabelMapEdit&, const PointerSample&) override {
        throw Error(ErrorCode::Internal, "it broke");
    }
    StepLabel release(LabelMapEdit&) override { return {}; }
};

/// One that paints and then throws what no tool should, at one of its three calls.
template <typename Fault>
class FaultyTool final : public EditTool {
  public:
    enum class At { Press, Drag, Release };
    FaultyTool(At at, Fault fault) : at_(at), fault_(std::move(fault)) {}

    StepKind kind() const noexcept override { return StepKind::Brush; }
    std::string name() const override { return "Faulty"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample&) override {
        edit.paint({0, 0, 0}, 5, scene.segment.value);
        throwAt(At::Press);
    }
    void drag(LabelMapEdit&, const PointerSample&) override { throwAt(At::Drag); }
    StepLabel release(LabelMapEdit&) override {
        throwAt(At::Release);
        return {};
    }

  private:
    void throwAt(At now) const {
        if (at_ == now) {
            throw fault_;
        }
    }
    At at_;
    Fault fault_;
};

class Session : public ::testing::Test {
  protected:
    Session() { brush_.parameters.sizeMm = BrushParameters::sizeRange.low; }

    std::optional<QString> begin(EditTool& tool, const ContinuousIndex& at) {
        return session_.beginAct(tool, {}, {2, 1}, false, {at, 1});
    }
    void stroke() {
        EXPECT_EQ(begin(brush_, {1, 1, 1}), std::nullopt);
        session_.continueAct({{4, 1, 1}, 1});
        session_.endAct();
    }
    std::int64_t voxels(std::size_t segment = 0) {
        return session_.openCase().counts().voxels(segment);
    }
    /// How many tasks the board has begun: it numbers them.
    TaskId tasksSoFar() {
        const TaskId next = board_.runner().run<bool>(
            "Counting", [](ProgressSink&, const CancellationToken&) { return true; }, [](bool) {},
            [](const Error&) {});
        return next - 1;
    }
    void lock(std::size_t segment) {
        SegmentLook look = session_.segmentation().looks[segment];
        look.locked = true;
        session_.openCase().setLook(segment, look);
    }

    TemporaryFolder folder_{quickFolder()};
    TaskBoard board_;
    CaseSession session_{smallCase(), board_};
    BrushTool brush_;
};

TEST_F(Session, BeginsWithTheFirstSegmentInTheMiddleOfTheImage) {
    EXPECT_EQ(session_.view().activeSegment(), 0);
    EXPECT_EQ(session_.view().crosshair(), (VoxelIndex{3, 3, 2}));
    EXPECT_GT(session_.view().window().width, 1);
    EXPECT_EQ(session_.folder(), nullptr);
    EXPECT_EQ(session_.keptText(), "Not kept yet");
}

TEST_F(Session, ShowsAStrokeWhileItIsDrawnAndTakesItAsOneStep) {
    VoxelBox shown;
    QObject::connect(&session_, &CaseSession::voxelsChanged, &session_,
                     [&](const VoxelBox& box) { shown.include(box); });
    SignalCount voxelsTold(&session_, &CaseSession::voxelsChanged);
    SignalCount history(&session_, &CaseSession::historyChanged);
    SignalCount counts(&session_, &CaseSession::countsChanged);
    SignalCount slices(&session_, &CaseSession::slicesChanged);

    ASSERT_EQ(begin(brush_, {1, 1, 1}), std::nullopt);
    EXPECT_TRUE(session_.actIsOpen());
    EXPECT_EQ(voxelsTold.take(), 1);
    session_.continueAct({{4, 1, 1}, 1});
    EXPECT_EQ(voxelsTold.take(), 1);
    EXPECT_EQ(shown, (VoxelBox{{1, 1, 1}, {4, 1, 1}}));
    EXPECT_EQ(history, 0) << "nothing counts before the pointer is lifted";
    EXPECT_EQ(counts, 0);
    EXPECT_EQ(slices, 0);
    session_.endAct();
    EXPECT_FALSE(session_.actIsOpen());
    EXPECT_EQ(voxelsTold.take(), 0) << "all of it is on the screen already";
    EXPECT_EQ(history, 1);
    EXPECT_EQ(counts, 1);
    EXPECT_EQ(slices, 1);
    EXPECT_EQ(voxels(), 4);

    EXPECT_TRUE(session_.openCase().undo());
    EXPECT_EQ(voxelsTold.take(), 1);
    EXPECT_EQ(history, 2);
    EXPECT_EQ(voxels(), 0);
}

TEST_F(Session, AnAbortedActLeavesNoTrace) {
    const Segmentation before = session_.segmentation();
    VoxelBox repainted;
    ASSERT_EQ(begin(brush_, {1, 1, 1}), std::nullopt);
    session_.continueAct({{4, 2, 1}, 1});
    QObject::connect(&session_, &CaseSession::voxelsChanged, &session_,
                     [&](const VoxelBox& box) { repainted.include(box); });
    SignalCount history(&session_, &CaseSession::historyChanged);
    session_.abortAct();
    EXPECT_EQ(session_.segmentation(), before);
    EXPECT_EQ(repainted, (VoxelBox{{1, 1, 1}, {4, 2, 1}})) << "what was shown is taken back";
    EXPECT_EQ(history, 0);
    session_.continueAct({{4, 4, 1}, 1});
    session_.endAct();
    EXPECT_EQ(session_.segmentation(), before);
}

TEST_F(Session, AToolThatFailsLeavesNoTraceAndSaysWhy) {
    const Segmentation before = session_.segmentation();
    QString said;
    QObject::connect(&session_, &CaseSession::notice, &session_,
                     [&](const QString& text) { said = text; });
    BrokenTool broken;
    ASSERT_EQ(begin(broken, {1, 1, 1}), std::nullopt);
    session_.continueAct({{2, 1, 1}, 1});
    EXPECT_FALSE(session_.actIsOpen());
    EXPECT_EQ(session_.segmentation(), before);
    EXPECT_EQ(said, "it broke");
    stroke();
    EXPECT_EQ(voxels(), 4) << "and the next act works";
}

TEST_F(Session, RefusesWithTheReasonAndWhatToDo) {
    lock(0);
    EXPECT_EQ(begin(brush_, {1, 1, 1}),
              "Soleus is locked. Nothing was painted. Unlock it or choose "
              "another segment.");
    EXPECT_FALSE(session_.actIsOpen());
    BrushTool eraser(true);
    EXPECT_EQ(begin(eraser, {1, 1, 1}), "Soleus is locked. Nothing was erased. Unlock it or choose "
                                        "another segment.");
    FillTool fill;
    session_.view().setActiveSegment(-1);
    EXPECT_EQ(begin(fill, {1, 1, 1}), "No segment is chosen. Nothing was filled. Choose one in the "
                                      "list or add one.");
    session_.view().setActiveSegment(7);
    EXPECT_NE(begin(brush_, {1, 1, 1}), std::nullopt);
    EXPECT_TRUE(session_.openCase().history().steps().empty());
}

TEST_F(Session, APressWithoutAReleaseEndsTheActBeforeIt) {
    ASSERT_EQ(begin(brush_, {1, 1, 1}), std::nullopt);
    ASSERT_EQ(begin(brush_, {3, 3, 1}), std::nullopt);
    session_.endAct();
    EXPECT_EQ(session_.openCase().history().position(), 2U);
}

TEST_F(Session, FollowsTheSegmentsThatComeAndGo) {
    SignalCount segments(&session_, &CaseSession::segmentsChanged);
    SignalCount counts(&session_, &CaseSession::countsChanged);
    session_.openCase().addSegment(segmentNamed("Gracilis", 9));
    EXPECT_EQ(session_.view().activeSegment(), 2) << "a new one is the one to paint";
    EXPECT_EQ(segments, 1);
    EXPECT_EQ(counts, 1);
    session_.openCase().undo();
    EXPECT_EQ(session_.view().activeSegment(), 1);
    SignalCount looks(&session_, &CaseSession::looksChanged);
    lock(0);
    EXPECT_EQ(looks, 1);
    EXPECT_EQ(segments, 2);
}

TEST_F(Session, TellsMarksOfSlices) {
    SignalCount slices(&session_, &CaseSession::slicesChanged);
    SignalCount voxelsTold(&session_, &CaseSession::voxelsChanged);
    session_.openCase().markSlices({0, 3}, SliceState::Reviewed);
    EXPECT_EQ(slices, 1);
    EXPECT_EQ(voxelsTold, 0);
}

TEST_F(Session, ActsWithoutPointerAreOneStep) {
    EXPECT_TRUE(session_.act(0, [](LabelMapEdit& edit) {
        edit.paint({0, 0, 0}, 3, 1);
        return StepLabel{StepKind::Clear, "Test", ""};
    }));
    EXPECT_FALSE(session_.act(0, [](LabelMapEdit&) { return StepLabel{}; }));
    expectError(ErrorCode::Internal, "half way", [&] {
        session_.act(0, [](LabelMapEdit& edit) -> StepLabel {
            edit.paint({0, 1, 0}, 3, 1);
            throw Error(ErrorCode::Internal, "half way");
        });
    });
    EXPECT_EQ(voxels(), 3);
    EXPECT_EQ(session_.openCase().history().position(), 1U);
}

TEST_F(Session, AnActThatIsOfferedIsDoneWhenItIsAccepted) {
    SignalCount told(&session_, &CaseSession::offerChanged);
    const Segmentation before = session_.segmentation();
    const auto act = [](LabelMapEdit& edit) {
        edit.paint({0, 0, 0}, 3, 1);
        return StepLabel{StepKind::CopySlice, "Copy", ""};
    };
    EXPECT_TRUE(session_.offerAct(0, act));
    EXPECT_EQ(told, 1);
    EXPECT_EQ(session_.segmentation(), before) << "nothing is written before";
    EXPECT_EQ(session_.whoseOffer(), OfferOf::Act);
    EXPECT_EQ(session_.openCase().history().position(), 0U);
    EXPECT_TRUE(session_.acceptOffer());
    EXPECT_EQ(voxels(), 3);
    EXPECT_FALSE(session_.offerAct(0, act)) << "it would change nothing";
    EXPECT_EQ(session_.offer(), nullptr);
    EXPECT_TRUE(session_.openCase().undo());
    EXPECT_EQ(session_.segmentation(), before);
}

TEST_F(Session, ActsObeyTheRules) {
    PaintRules rules;
    rules.area.limitsIntensity = true; // the image counts its voxels from 0
    rules.area.low = 1;
    rules.area.high = 3;
    const auto act = [](LabelMapEdit& edit) {
        edit.paint({0, 0, 0}, 7, 1);
        return StepLabel{StepKind::CopySlice, "Copy", ""};
    };
    EXPECT_TRUE(session_.act(0, act, rules));
    EXPECT_EQ(voxels(), 3);
    EXPECT_EQ(session_.segmentation().labels.at({1, 0, 0}), 1);
    EXPECT_EQ(session_.segmentation().labels.at({4, 0, 0}), 0);
    rules.area.high = 5;
    EXPECT_TRUE(session_.offerAct(0, act, rules));
    EXPECT_EQ(session_.offer()->voxels.voxels(), 2);
}

/// Beyond the slice a tool shows what it would do; in the slice it does it.
TEST_F(Session, AToolThatReachesBeyondTheSliceIsOffered) {
    FillTool fill;
    session_.act(0, [](LabelMapEdit& edit) {
        edit.paint({2, 2, 1}, 2, 1);
        edit.paint({2, 2, 2}, 2, 1);
        return StepLabel{StepKind::Brush, "Brush", ""};
    });
    session_.openCase().addSegment(segmentNamed("Gastrocnemius", 2));
    session_.view().setActiveSegment(2);
    const Segmentation before = session_.segmentation();
    fill.parameters.reach.kind = OperationReach::Volume;
    VoxelBox repainted;
    QObject::connect(&session_, &CaseSession::voxelsChanged,
                     [&](const VoxelBox& box) { repainted.include(box); });
    EXPECT_EQ(begin(fill, {2, 2, 1}), std::nullopt);
    session_.endAct();
    ASSERT_NE(session_.offer(), nullptr);
    EXPECT_EQ(session_.segmentation(), before);
    EXPECT_EQ(session_.offer()->voxels.voxels(), 4);
    EXPECT_EQ(repainted.high.z, 2) << "what was shown while it was open is shown as it is";
    EXPECT_TRUE(session_.acceptOffer());
    EXPECT_EQ(session_.segmentation().labels.at({3, 2, 2}), 2);
    session_.openCase().undo();
    fill.parameters.reach.kind = OperationReach::Slice;
    EXPECT_EQ(begin(fill, {2, 2, 1}), std::nullopt);
    session_.endAct();
    EXPECT_EQ(session_.offer(), nullptr);
    EXPECT_EQ(session_.segmentation().labels.at({3, 2, 1}), 2);
    EXPECT_EQ(session_.segmentation().labels.at({3, 2, 2}), 1);
}

Proposal proposalFor(const Case& openCase) {
    Proposal proposal;
    proposal.labels = LabelMap(openCase.image()->geometry());
    proposal.labels.addSegment(segmentNamed("Soleus", 1));
    proposal.labels.set({2, 2, 2}, 1);
    proposal.lastSlice = 4;
    proposal.model = {"leg", std::nullopt, std::string(64, 'b')};
    proposal.modelName = "Leg";
    return proposal;
}

TEST_F(Session, AProposalIsShownUntilItIsAcceptedOrDiscarded) {
    SignalCount told(&session_, &CaseSession::proposalChanged);
    session_.setProposal(proposalFor(session_.openCase()));
    ASSERT_NE(session_.proposal(), nullptr);
    EXPECT_EQ(voxels(), 0) << "nothing is written before";
    session_.discardProposal();
    session_.discardProposal();
    EXPECT_EQ(session_.proposal(), nullptr);
    EXPECT_EQ(told, 2);
    EXPECT_FALSE(session_.acceptProposal(MergeRule::FillGaps, {true}));
    session_.setProposal(proposalFor(session_.openCase()));
    EXPECT_TRUE(session_.acceptProposal(MergeRule::FillGaps, {true}));
    EXPECT_EQ(session_.proposal(), nullptr);
    EXPECT_EQ(voxels(), 1);
    EXPECT_EQ(session_.openCase().model()->id, "leg");
}

TEST_F(Session, StaysAsItIsWhateverAToolThrows) {
    const Segmentation before = session_.segmentation();
    QString told;
    QObject::connect(&session_, &CaseSession::notice, &session_,
                     [&](const QString& text) { told = text; });
    const auto work = [&](EditTool& tool) {
        told.clear();
        if (const auto refusal = begin(tool, {1, 1, 1})) {
            told = *refusal;
        }
        session_.continueAct({{4, 1, 1}, 1});
        session_.endAct();
        EXPECT_EQ(session_.segmentation(), before);
        EXPECT_FALSE(session_.actIsOpen());
        EXPECT_TRUE(session_.openCase().history().steps().empty());
        return told;
    };
    using Range = FaultyTool<std::out_of_range>;
    for (const Range::At at : {Range::At::Press, Range::At::Drag, Range::At::Release}) {
        Range tool(at, std::out_of_range("vector::_M_range_check"));
        EXPECT_TRUE(work(tool).startsWith("This did not work. Nothing was changed."))
            << told.toStdString();
    }
    using Memory = FaultyTool<std::bad_alloc>;
    Memory tool(Memory::At::Release, std::bad_alloc());
    EXPECT_TRUE(work(tool).startsWith("There is not enough memory for this. Nothing was changed."))
        << told.toStdString();
    stroke(); // and the next act works
    EXPECT_EQ(session_.openCase().history().steps().size(), 1U);
}

TEST_F(Session, KeepsEveryStepAndSavesWhenAsked) {
    session_.keepIn(folder_.path());
    ASSERT_NE(session_.folder(), nullptr);
    EXPECT_TRUE(session_.keptText().startsWith("saved ")) << session_.keptText().toStdString();
    stroke();
    EXPECT_EQ(session_.keptText(), "All changes kept");
    EXPECT_EQ(readCase(*session_.folder()).segmentation, session_.segmentation())
        << "without any save";
    SignalCount saved(&session_, &CaseSession::saved);
    session_.save();
    session_.save();
    waitUntil([&] { return saved == 2; });
    EXPECT_TRUE(session_.keptText().startsWith("saved "));
    EXPECT_EQ(readCase(*session_.folder()).segmentation, session_.segmentation());
}

TEST_F(Session, SavesByItselfAfterSixtySteps) {
    session_.keepIn(folder_.path());
    SignalCount saved(&session_, &CaseSession::saved);
    for (int step = 0; step < 59; ++step) {
        session_.openCase().markSlices({1},
                                       step % 2 == 0 ? SliceState::Flagged : SliceState::Reviewed);
    }
    bool passed = false;
    QTimer::singleShot(100, &session_, [&] { passed = true; });
    waitUntil([&] { return passed; });
    EXPECT_EQ(saved, 0);
    stroke();
    waitUntil([&] { return saved == 1; });
    EXPECT_TRUE(session_.keptText().startsWith("saved "));
}

std::unique_ptr<ProposalGrowth> growthOn(const Geometry& grid) {
    return std::make_unique<ProposalGrowth>(grid, std::vector<Segment>{segmentNamed("Tibia", 4)},
                                            SliceRange{0, grid.size().z - 1});
}

TEST_F(Session, ShowsAProposalThatIsBeingMadeAndKeepsNothingOfIt) {
    session_.keepIn(folder_.path());
    const Segmentation before = session_.segmentation();
    const Geometry& grid = session_.image().geometry();
    const auto inSlice = static_cast<std::size_t>(grid.size().x * grid.size().y);
    std::vector<VoxelBox> told;
    QObject::connect(&session_, &CaseSession::growthChanged, &session_,
                     [&](const VoxelBox& box) { told.push_back(box); });
    session_.grow({1, std::vector<std::uint16_t>(inSlice, 4)});
    EXPECT_TRUE(told.empty()) << "none has begun";
    session_.beginGrowth(growthOn(grid));
    session_.grow({1, std::vector<std::uint16_t>(inSlice, 4)});
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[1], (VoxelBox{{0, 0, 1}, {6, 5, 1}}));
    ASSERT_NE(session_.proposedLabels(), nullptr);
    EXPECT_EQ(session_.proposedLabels()->at({3, 3, 1}), 4);
    EXPECT_EQ(session_.proposal(), nullptr) << "there is nothing to accept yet";
    EXPECT_FALSE(session_.acceptProposal(MergeRule::ReplaceAll, {true}));
    stroke(); // editing goes on meanwhile
    session_.openCase().undo();
    session_.endGrowth();
    EXPECT_EQ(session_.proposedLabels(), nullptr);
    EXPECT_EQ(told.size(), 3U);
    EXPECT_EQ(session_.segmentation(), before);
    EXPECT_EQ(session_.openCase().history().steps().size(), 1U) << "only the stroke";
    const StoredCase stored = readCase(*session_.folder());
    EXPECT_EQ(stored.segmentation, before);
}

TEST_F(Session, TheWholeProposalReplacesWhatHadCome) {
    const Geometry& grid = session_.image().geometry();
    session_.beginGrowth(growthOn(Geometry({1, 1, 1}, {1, 1, 1})));
    EXPECT_EQ(session_.growth(), nullptr) << "of another image";
    session_.beginGrowth(growthOn(grid));
    ASSERT_NE(session_.growth(), nullptr);
    Proposal whole{LabelMap(grid), 0, 4, {}, "Leg", 0};
    session_.setProposal(whole);
    EXPECT_EQ(session_.growth(), nullptr);
    EXPECT_EQ(session_.proposedLabels(), &session_.proposal()->labels);
    session_.beginGrowth(growthOn(grid));
    EXPECT_EQ(session_.proposal(), nullptr) << "never both";
}

TEST_F(Session, BringsTheJournalToDiskOnceASecond) {
    session_.keepIn(folder_.path());
    SignalCount changes(&board_, &TaskBoard::changed);
    for (int step = 0; step < 5; ++step) {
        stroke();
        session_.openCase().undo();
    }
    EXPECT_TRUE(board_.tasks().empty());
    waitUntil([&] { return changes > 0 && board_.tasks().empty(); });
    EXPECT_EQ(tasksSoFar(), 1U) << "a task this short need not be seen running, so it is counted";
    EXPECT_EQ(session_.keptText(), "All changes kept");
}

TEST_F(Session, SaysWhatIsWrongWithKeeping) {
    QString why;
    QObject::connect(&session_, &CaseSession::saveFailed, &session_,
                     [&](const QString& text) { why = text; });
    session_.save();
    EXPECT_EQ(why, "This case has no folder yet.");
    session_.keepIn(folder_.path());
    why.clear();
    fs::remove_all(*session_.folder());
    session_.save();
    waitUntil([&] { return !why.isEmpty(); });
    stroke();
    EXPECT_EQ(voxels(), 4) << "editing goes on";
}

TEST_F(Session, TellsOnceThatChangesAreNotOnDiskAndOnceThatTheyAreAgain) {
    session_.keepIn(folder_.path());
    SignalCount failed(&session_, &CaseSession::keepingFailed);
    SignalCount resumed(&session_, &CaseSession::keepingResumed);
    {
        const FileSizeLimit full(10);
        stroke();
        EXPECT_EQ(failed, 1);
        EXPECT_FALSE(session_.keepingProblem().isEmpty());
        EXPECT_TRUE(session_.keptText().startsWith("Changes are not kept: "));
        stroke();
        session_.openCase().undo();
        session_.retryKeeping();
        EXPECT_EQ(failed, 1) << "it is said once";
        EXPECT_EQ(resumed, 0);
    }
    waitUntil([&] { return resumed == 1; }); // by itself, without a further change
    EXPECT_EQ(session_.keepingProblem(), "");
    EXPECT_EQ(readCase(*session_.folder()).segmentation, session_.segmentation());
    EXPECT_EQ(failed, 1);
}

TEST_F(Session, MovesToAnotherFolderWithAllThatWasDone) {
    session_.keepIn(folder_.path() / "cases");
    const fs::path former = *session_.folder();
    stroke();
    fs::remove_all(former); // a disk that was pulled out
    session_.openCase().undo();
    EXPECT_FALSE(session_.keepingProblem().isEmpty());
    QString why;
    QObject::connect(&session_, &CaseSession::saveFailed, &session_,
                     [&](const QString& text) { why = text; });
    std::ofstream(folder_.path() / "file") << "x";
    session_.saveElsewhere(folder_.path() / "file");
    EXPECT_FALSE(why.isEmpty()) << "no folder can be made there";
    {
        const FileSizeLimit full(30);
        why.clear();
        session_.saveElsewhere(folder_.path() / "full");
        waitUntil([&] { return !why.isEmpty(); });
        EXPECT_TRUE(fs::is_empty(folder_.path() / "full"));
        EXPECT_EQ(*session_.folder(), former);
    }
    SignalCount moved(&session_, &CaseSession::moved);
    session_.saveElsewhere(folder_.path() / "elsewhere");
    stroke(); // while it moves
    waitUntil([&] { return moved == 1; });
    EXPECT_EQ(session_.folder()->parent_path(), folder_.path() / "elsewhere");
    EXPECT_EQ(session_.keepingProblem(), "");
    session_.openCase().markSlices({2}, SliceState::Flagged);
    const StoredCase stored = readCase(*session_.folder());
    EXPECT_EQ(stored.segmentation, session_.segmentation());
    EXPECT_EQ(stored.problem, "");
    EXPECT_EQ(stored.name, session_.openCase().name());
}

TEST(Words, SayOfAFullDiskHowMuchIsNeededAndFree) {
    const TemporaryFolder folder(quickFolder());
    const std::string full = "cannot write x: " + std::generic_category().message(ENOSPC);
    const double free = static_cast<double>(fs::space(folder.path()).available);
    const QString text = whyNotWritten(full, folder.path(), 84'000'000);
    EXPECT_TRUE(text.startsWith("The disk is full: 84 MB needed, ")) << text.toStdString();
    const double told = text.mid(32).split(' ').front().toDouble() * 1e6;
    EXPECT_NEAR(told, free, 0.01 * free + 1e6);
    EXPECT_FALSE(whyNotWritten(full, folder.path()).contains("needed"));
    const std::string denied = "cannot write " + (folder.path() / "x").string() + ": denied";
    EXPECT_EQ(whyNotWritten(denied, folder.path()), "Cannot write x: denied.");
}

TEST_F(Session, GoesOnWithACaseThatWasClosedInTheMiddleOfASave) {
    fs::path kept;
    Segmentation last;
    for (int round = 0; round < 5; ++round) {
        auto session = std::make_unique<CaseSession>(smallCase(), board_);
        if (round > 0) {
            StoredCase stored = readCase(kept);
            EXPECT_EQ(stored.segmentation, last);
            session = std::make_unique<CaseSession>(
                restoreCase(smallImage(smallGrid()), std::move(stored)), board_);
            session->resumeIn(kept);
        } else {
            session->keepIn(folder_.path());
            kept = *session->folder();
        }
        session->save();
        paint(session->openCase(), 0, 1, {0, 0, round % 5}, 2 + round);
        last = session->segmentation();
    }
    EXPECT_EQ(readCase(kept).segmentation, last);
}

} // namespace
} // namespace laurel
