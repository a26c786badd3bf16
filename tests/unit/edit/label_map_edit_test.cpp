#include "laurel/edit/label_map_edit.h"

#include "random_acts.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

Segmentation row(std::vector<std::uint16_t> voxels) {
    const auto length = std::ssize(voxels);
    LabelMap labels(Geometry({length, 1, 1}, {1, 1, 1}), std::move(voxels));
    for (const int value : {1, 2, 3}) {
        labels.addSegment(
            segmentOf("S" + std::to_string(value), static_cast<std::uint16_t>(value)));
    }
    return Segmentation(labels);
}

std::vector<std::uint16_t> voxelsOf(const Segmentation& segmentation) {
    const auto layer = segmentation.labels.layer(0);
    return {layer.begin(), layer.end()};
}

using Voxels = std::vector<std::uint16_t>;
using Runs = std::vector<DeltaRun>;

TEST(LabelMapEdit, PaintsAndErasesWithinTheGrid) {
    Segmentation target = row({0, 0, 2, 2, 0, 1});
    LabelMapEdit edit(target, 0);
    edit.paint({-3, 0, 0}, 4, 1);
    edit.paint({3, 0, 0}, std::numeric_limits<std::int64_t>::max(), 1);
    edit.paint({std::numeric_limits<std::int64_t>::min(), 0, 0},
               std::numeric_limits<std::int64_t>::max(), 1);
    edit.paint({0, 1, 0}, 6, 1);
    edit.paint({0, 0, -1}, 6, 1);
    edit.paint({9, 0, 0}, 6, 1);
    edit.paint({2, 0, 0}, -1, 1);
    EXPECT_EQ(voxelsOf(target), (Voxels{1, 0, 2, 1, 1, 1}));
    edit.erase({0, 0, 0}, 5, 1);
    EXPECT_EQ(voxelsOf(target), (Voxels{0, 0, 2, 0, 0, 1}));
}

TEST(LabelMapEdit, CommitsWhatDiffersAsFewRuns) {
    Segmentation target = row({0, 0, 2, 2, 0, 1});
    LabelMapEdit edit(target, 0);
    edit.paint({4, 0, 0}, 1, 3);
    edit.paint({1, 0, 0}, 2, 3); // first `before` wins: 0, 2
    edit.paint({0, 0, 0}, 4, 1); // over it
    edit.erase({5, 0, 0}, 1, 1);
    edit.paint({5, 0, 0}, 1, 1); // as it was
    const EditStep step = edit.commit({StepKind::Fill, "Act", "here"});
    EXPECT_EQ(voxelsOf(target), (Voxels{1, 1, 1, 1, 3, 1}));
    ASSERT_EQ(step.voxels.layers().size(), 1U);
    EXPECT_EQ(step.voxels.layers()[0].runs, (Runs{{0, 2, 0, 1}, {2, 2, 2, 1}, {4, 1, 0, 3}}));
    EXPECT_EQ(step.label, (StepLabel{StepKind::Fill, "Act", "here"}));
    EXPECT_LE(std::chrono::system_clock::now() - step.time, std::chrono::minutes(1));
}

TEST(LabelMapEdit, JoinsRunsAcrossRowsAndSlices) {
    Segmentation target{LabelMap(Geometry({2, 2, 2}, {1, 1, 1}))};
    LabelMapEdit edit(target, 0);
    for (const std::int64_t z : {1, 0}) {
        for (const std::int64_t y : {1, 0}) {
            edit.paint({0, y, z}, 2, 4);
        }
    }
    EXPECT_EQ(edit.commit({}).voxels.layers()[0].runs, (Runs{{0, 8, 0, 4}}));
}

TEST(LabelMapEdit, ChangedSlicesTakeTheState) {
    Segmentation target{LabelMap(Geometry({2, 1, 4}, {1, 1, 1}))};
    target.labels.addSegment(segmentOf("A", 1));
    target.looks.resize(1);
    target.labels.set({0, 0, 1}, 1);
    using enum SliceState;
    target.slices = {InWork, Reviewed, Flagged, Auto};
    LabelMapEdit edit(target, 0);
    edit.paint({0, 0, 0}, 1, 1); // in work already
    edit.erase({0, 0, 1}, 1, 1); // without any label now
    edit.paint({0, 0, 2}, 1, 1); // as it was after the next
    edit.erase({0, 0, 2}, 1, 1);
    const EditStep step = edit.commit({});
    EXPECT_EQ(target.slices, (std::vector{InWork, InWork, Flagged, Auto}));
    EXPECT_EQ(step.slices, (std::vector<SliceStateChange>{{1, Reviewed, InWork}}));
    LabelMapEdit another(target, 0);
    another.paint({1, 0, 3}, 1, 1);
    another.paint({1, 0, 0}, 1, 1);
    EXPECT_EQ(another.commit({}, Auto).slices, (std::vector<SliceStateChange>{{0, InWork, Auto}}));
}

TEST(LabelMapEdit, IsEmptyWhenNothingDiffers) {
    Segmentation target = row({0, 1});
    const Segmentation before = target;
    LabelMapEdit edit(target, 0);
    edit.paint({0, 0, 0}, 1, 2);
    edit.erase({0, 0, 0}, 1, 2);
    EXPECT_TRUE(edit.commit({}).empty());
    EXPECT_EQ(target, before);
}

TEST(LabelMapEdit, EndsOnce) {
    Segmentation target = row({0, 1});
    LabelMapEdit edit(target, 0);
    edit.paint({0, 0, 0}, 1, 2);
    edit.commit({});
    const Segmentation committed = target;
    expectError(ErrorCode::InvalidArgument, "has ended", [&] { edit.paint({0, 0, 0}, 2, 3); });
    expectError(ErrorCode::InvalidArgument, "has ended", [&] { edit.commit({}); });
    edit.revert();
    EXPECT_EQ(target, committed);
}

TEST(LabelMapEdit, LetsGoOfItsTokenWhenItEnds) {
    Segmentation target = row({0, 1});
    std::weak_ptr<const void> open;
    const auto hold = [&](LabelMapEdit& edit) {
        auto token = std::make_shared<int>(0);
        open = token;
        edit.holdUntilClosed(std::move(token));
        EXPECT_FALSE(open.expired());
    };
    LabelMapEdit committed(target, 0);
    hold(committed);
    committed.commit({});
    EXPECT_TRUE(open.expired());
    LabelMapEdit reverted(target, 0);
    hold(reverted);
    reverted.revert();
    EXPECT_TRUE(open.expired());
    {
        LabelMapEdit left(target, 0);
        hold(left);
    }
    EXPECT_TRUE(open.expired());
}

TEST(LabelMapEdit, RefusesAnAbsentLayerOrAnIncompleteTarget) {
    Segmentation target = row({0, 1});
    expectError(ErrorCode::InvalidArgument, "layer 1", [&] { LabelMapEdit(target, 1); });
    expectError(ErrorCode::InvalidArgument, "layer -1", [&] { LabelMapEdit(target, -1); });
    Segmentation lacksLook = target;
    lacksLook.looks.pop_back();
    expectError(ErrorCode::InvalidArgument, "look", [&] { LabelMapEdit(lacksLook, 0); });
    Segmentation lacksState = target;
    lacksState.slices.clear();
    expectError(ErrorCode::InvalidArgument, "state", [&] { LabelMapEdit(lacksState, 0); });
}

TEST(LabelMapEdit, TellsWhatToRepaint) {
    Segmentation target{LabelMap(Geometry({9, 9, 9}, {1, 1, 1}))};
    LabelMapEdit edit(target, 0);
    EXPECT_TRUE(edit.takeChanged().empty());
    edit.paint({1, 2, 3}, 4, 1);
    edit.set({7, 1, 3}, 1);
    EXPECT_EQ(edit.takeChanged(), (VoxelBox{{1, 1, 3}, {7, 2, 3}}));
    EXPECT_TRUE(edit.takeChanged().empty());
    edit.set({0, 0, 8}, 1);
    EXPECT_EQ(edit.written(), (VoxelBox{{0, 0, 3}, {7, 2, 8}}));
    edit.takeChanged();
    edit.revert();
    EXPECT_EQ(edit.takeChanged(), (VoxelBox{{0, 0, 3}, {7, 2, 8}}));
}

TEST(LabelMapEdit, OutOfScopeLeavesNoTrace) {
    Random random(21);
    for (int trial = 0; trial < 400; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        const Segmentation before = target;
        {
            LabelMapEdit edit(target, 0);
            actAtRandom(random, edit, target.labels.segments()[0]);
            actAtRandom(random, edit, target.labels.segments()[1]);
        }
        ASSERT_EQ(target, before);
    }
}

/// Throws in the middle of a stroke.
class FailingTool final : public EditTool {
  public:
    StepKind kind() const noexcept override { return StepKind::Brush; }
    std::string name() const override { return "Failing"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample& /*at*/) override {
        edit.paint({0, 0, 0}, 3, scene.segment.value);
    }
    void drag(LabelMapEdit& edit, const PointerSample& /*to*/) override {
        edit.paint({0, 0, 0}, 4, 2);
        throw Error(ErrorCode::Internal, "in the middle");
    }
    StepLabel release(LabelMapEdit& /*edit*/) override { return {}; }
};

/// The step of an act that is only shown is that of the same act done; until then nothing is so.
TEST(LabelMapEdit, TakesBackWhatItWouldHaveDone) {
    Random random(71);
    for (int trial = 0; trial < 300; ++trial) {
        Segmentation target = randomSegmentation(random, 8);
        lockSome(random, target);
        const Segment segment = randomSegment(random, target);
        const Segmentation before = target;
        const int seed = random.integer(0, 1 << 20);
        const auto act = [&](LabelMapEdit& edit, std::uint64_t with) {
            Random own(with);
            const GridSize& size = before.labels.geometry().size();
            for (int write = 0; write < 6; ++write) {
                const VoxelIndex at = randomVoxel(own, size);
                if (own.chance(0.3)) {
                    edit.erase(at, own.integer(1, 5), segment.value);
                } else {
                    edit.paint(at, own.integer(1, 5), segment.value);
                }
            }
        };
        LabelMapEdit edit(target, segment.layer);
        act(edit, static_cast<std::uint64_t>(seed) + 1); // another way, then anew
        edit.startAnew();
        ASSERT_EQ(target, before);
        EXPECT_TRUE(edit.written().empty());
        act(edit, static_cast<std::uint64_t>(seed));
        const LabelMap shown = target.labels;
        const EditStep step = edit.takeBack({StepKind::Fill, "Act", ""});
        ASSERT_EQ(target, before) << trial;
        Segmentation done = before;
        LabelMapEdit other(done, segment.layer);
        act(other, static_cast<std::uint64_t>(seed));
        EditStep same = other.commit({StepKind::Fill, "Act", ""});
        same.time = step.time;
        ASSERT_EQ(step, same) << trial;
        step.redo(target);
        ASSERT_EQ(target, done) << trial;
        ASSERT_EQ(target.labels, shown) << trial;
        expectError(ErrorCode::InvalidArgument, "ended", [&] { edit.startAnew(); });
    }
}

TEST(LabelMapEdit, AToolThatThrowsLeavesNoTrace) {
    Segmentation target = row({0, 3, 2, 1, 0});
    target.slices = {SliceState::Reviewed};
    const Segmentation before = target;
    FailingTool tool;
    expectError(ErrorCode::Internal, "in the middle", [&] {
        LabelMapEdit edit(target, 0);
        tool.press(edit, {nullptr, target.labels.segments()[0], {}, false}, {});
        EXPECT_NE(target, before);
        tool.drag(edit, {});
    });
    EXPECT_EQ(target, before);
}

/// The rules once more, for one voxel.
class Rules {
  public:
    Rules(const Segmentation& target, int layer, Overwrite overwrite)
        : target_(target), layer_(layer), overwrite_(overwrite) {}

    bool isLocked(std::uint16_t value) const {
        const auto number = target_.indexOf(layer_, value);
        return number && target_.looks[*number].locked;
    }
    std::uint16_t painted(std::uint16_t present, std::uint16_t value) const {
        const bool mayGo = overwrite_ == Overwrite::Unlocked || present == 0;
        return !isLocked(value) && !isLocked(present) && mayGo ? value : present;
    }
    std::uint16_t erased(std::uint16_t present, std::uint16_t value) const {
        return present == value && !isLocked(value) ? 0 : present;
    }

  private:
    const Segmentation& target_;
    int layer_;
    Overwrite overwrite_;
};

TEST(LabelMapEdit, EqualsWritingVoxelByVoxel) {
    Random random(22);
    for (int trial = 0; trial < 500; ++trial) {
        Segmentation target = randomSegmentation(random, 8);
        lockSome(random, target);
        const int layer = random.integer(0, target.labels.layers() - 1);
        const auto overwrite = random.chance(0.5) ? Overwrite::Unlocked : Overwrite::Background;
        const Rules rules(target, layer, overwrite);
        LabelMap expected = target.labels;
        LabelMapEdit edit(target, layer, overwrite);
        for (int write = 0; write < 30; ++write) {
            const VoxelIndex start = randomVoxel(random, target.labels.geometry().size());
            const auto value = static_cast<std::uint16_t>(random.integer(0, 3));
            const int length = random.integer(1, 6);
            const bool erases = value != 0 && random.chance(0.4);
            erases ? edit.erase(start, length, value) : edit.paint(start, length, value);
            for (VoxelIndex at = start;
                 at.x < std::min(start.x + length, expected.geometry().size().x); ++at.x) {
                const std::uint16_t present = expected.at(at, layer);
                expected.set(at,
                             erases ? rules.erased(present, value) : rules.painted(present, value),
                             layer);
            }
        }
        ASSERT_EQ(target.labels, expected);
        edit.commit({});
        ASSERT_EQ(target.labels, expected);
    }
}

/// Whatever the act: a voxel that changed held nothing locked and holds nothing locked, only the
/// segment was added or taken, and only where the rule lets it.
TEST(LabelMapEdit, NoActBreaksALockOrTheRule) {
    Random random(23);
    for (int trial = 0; trial < 1500; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        lockSome(random, target);
        const Segment segment = randomSegment(random, target);
        const auto overwrite = random.chance(0.5) ? Overwrite::Unlocked : Overwrite::Background;
        const LabelMap before = target.labels;
        const Rules rules(target, segment.layer, overwrite);
        LabelMapEdit edit(target, segment.layer, overwrite);
        const StepLabel label = actAtRandom(random, edit, segment);
        edit.commit(label);
        for (int layer = 0; layer < before.layers(); ++layer) {
            for (std::size_t at = 0; at < before.layer(layer).size(); ++at) {
                const std::uint16_t was = before.layer(layer)[at];
                const std::uint16_t is = std::as_const(target.labels).layer(layer)[at];
                if (was == is) {
                    continue;
                }
                ASSERT_EQ(layer, segment.layer);
                if (label.action == "Scribble") {
                    ASSERT_TRUE(is <= 3 || is == segment.value);
                    ASSERT_FALSE(rules.isLocked(was) || rules.isLocked(is));
                } else {
                    ASSERT_TRUE(is == rules.painted(was, segment.value) ||
                                is == rules.erased(was, segment.value))
                        << label.action << ' ' << was << " became " << is;
                }
            }
        }
    }
}

} // namespace
} // namespace laurel
