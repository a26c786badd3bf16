#include "session_fixture.h"

#include "laurel/edit/fill_tool.h"
#include "support/expect_error.h"

#include <atomic>
#include <chrono>
#include <new>
#include <stdexcept>
#include <thread>

namespace laurel {
namespace {

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

/// On a copy, in another thread.
TEST_F(Session, ALongActIsOfferedUnlessSomethingElseWaitsByThen) {
    const Segmentation before = session_.segmentation();
    QStringList notices;
    QObject::connect(&session_, &CaseSession::notice,
                     [&](const QString& text) { notices.append(text); });
    int done = 0;
    std::atomic<bool> mayEnd = true;
    std::atomic<int> begun = 0;
    const auto begin = [&](int voxels) {
        session_.offerActLater(
            "Long", 0, {},
            [&, voxels](LabelMapEdit& edit, ProgressSink&, const CancellationToken&) {
                ++begun;
                while (!mayEnd) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                }
                edit.paint({0, 0, 0}, voxels, 1);
                return StepLabel{StepKind::Contour, "Long", ""};
            },
            [&done, voxels](bool changes, const StepLabel& label) {
                EXPECT_EQ(changes, voxels > 0);
                EXPECT_EQ(label.action, "Long");
                ++done;
            });
    };
    begin(3);
    waitUntil([&] { return done == 1; });
    ASSERT_NE(session_.offer(), nullptr);
    EXPECT_EQ(session_.segmentation(), before);
    begin(5); // may replace what was there when it began
    waitUntil([&] { return done == 2; });
    EXPECT_EQ(session_.offer()->voxels.voxels(), 5);
    session_.discardOffer();
    begin(0);
    waitUntil([&] { return done == 3; });
    EXPECT_EQ(session_.offer(), nullptr);
    EXPECT_TRUE(notices.isEmpty());

    mayEnd = false;
    begin(4);
    EXPECT_TRUE(session_.offerAct(0, [](LabelMapEdit& edit) {
        edit.paint({0, 0, 0}, 2, 1);
        return StepLabel{StepKind::CopySlice, "Copy", ""};
    }));
    mayEnd = true;
    waitUntil([&] { return notices.size() == 1; });
    EXPECT_TRUE(notices.back().startsWith(QStringLiteral("Another preview was opened")));
    EXPECT_EQ(session_.offer()->voxels.voxels(), 2) << "the other one stays";
    session_.discardOffer();

    mayEnd = false;
    begin(4);
    waitUntil([&] { return begun == 5; }); // it has its copy
    stroke();
    mayEnd = true;
    waitUntil([&] { return notices.size() == 2; });
    EXPECT_TRUE(notices.back().startsWith(QStringLiteral("The case was changed meanwhile")));
    EXPECT_EQ(session_.offer(), nullptr);
    EXPECT_EQ(done, 3);
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

} // namespace
} // namespace laurel
