#include "session_fixture.h"

#include "laurel/edit/fill_tool.h"
#include "support/expect_error.h"

#include <new>
#include <stdexcept>

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

} // namespace
} // namespace laurel
