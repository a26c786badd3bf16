#include "laurel/edit/edit_history.h"

#include "random_acts.h"
#include "random_operations.h"

#include "laurel/edit/segment_acts.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

EditStep markAtRandom(Random& random, Segmentation& target) {
    EditStep step;
    step.label = {StepKind::Review, "Mark", ""};
    for (std::int64_t slice = 0; slice < std::ssize(target.slices); ++slice) {
        const auto state = static_cast<SliceState>(random.integer(0, 4));
        if (random.chance(0.3) && state != target.slices[slice]) {
            step.slices.push_back({slice, target.slices[slice], state});
            target.slices[slice] = state;
        }
    }
    return step;
}

/// Adds, renames or removes a segment; removing takes its voxels along.
EditStep changeTableAtRandom(Random& random, Segmentation& target) {
    const SegmentTable before = tableOf(target);
    SegmentTable after = before;
    const auto number =
        static_cast<std::size_t>(random.integer(0, static_cast<int>(before.segments.size()) - 1));
    const Segment segment = before.segments[number];
    EditStep step;
    switch (random.integer(0, 2)) {
    case 0:
        after.segments.push_back(segmentOf("New " + std::to_string(random.bits()),
                                           static_cast<std::uint16_t>(random.integer(100, 60000))));
        after.looks.push_back({true, random.chance(0.5), 0.5, SegmentStyle::Fill});
        break;
    case 1:
        after.segments[number].name += "'";
        after.segments[number].color.red += 1;
        break;
    default:
        if (before.segments.size() > 2 && !before.looks[number].locked) {
            LabelMapEdit edit(target, segment.layer);
            clearSegment(edit, segment, std::nullopt);
            step = edit.commit({});
            after.segments.erase(after.segments.begin() + static_cast<std::ptrdiff_t>(number));
            after.looks.erase(after.looks.begin() + static_cast<std::ptrdiff_t>(number));
        }
    }
    target.labels.clearSegments();
    for (const Segment& each : after.segments) {
        target.labels.addSegment(each);
    }
    target.looks = after.looks;
    step.segments = SegmentsChange{before, after};
    return step;
}

/// Merges, duplicates or moves a segment, or changes one as a whole.
EditStep wholeSegmentAtRandom(Random& random, Segmentation& target) {
    const SegmentCounts counts(target);
    const auto count = static_cast<int>(target.labels.segments().size());
    const auto any = [&] { return static_cast<std::size_t>(random.integer(0, count - 1)); };
    const std::size_t one = any();
    const std::size_t other = any();
    const bool locked = target.looks[one].locked || target.looks[other].locked;
    EditStep step;
    if (const int kind = random.integer(0, 3); kind == 0 && one != other && !locked) {
        step = mergedInto(target, counts, one, other);
    } else if (kind == 1 && target.labels.layers() < 4) {
        step = duplicated(target, counts, one);
    } else if (kind == 2) {
        step = movedInList(target, one, other);
    } else {
        step = operationAtRandom(random, target);
    }
    step.redo(target);
    return step;
}

EditStep stepAtRandom(Random& random, Segmentation& target) {
    const int kind = random.integer(0, 11);
    if (kind >= 10) {
        return wholeSegmentAtRandom(random, target);
    }
    if (kind == 0) {
        return markAtRandom(random, target);
    }
    if (kind == 1) {
        return changeTableAtRandom(random, target);
    }
    const Segment segment = randomSegment(random, target);
    const Volume image = randomImageOn(random, target.labels.geometry());
    LabelMapEdit edit(target, segment.layer, randomRules(random, target), {&image, 0});
    const StepLabel label = actAtRandom(random, edit, segment);
    return edit.commit(label, static_cast<SliceState>(random.integer(1, 3)));
}

/// What a walk through history is checked against: whole copies.
class Copies {
  public:
    explicit Copies(const Segmentation& start) : copies_{start} {}
    void add(std::size_t position, const Segmentation& now) {
        copies_.resize(position + 1);
        copies_.push_back(now);
    }
    const Segmentation& operator[](std::size_t position) const { return copies_[position]; }

  private:
    std::vector<Segmentation> copies_;
};

TEST(EditHistory, AnyWalkThroughItFindsEveryStateAgain) {
    Random random(31);
    for (int trial = 0; trial < 200; ++trial) {
        Segmentation now = randomSegmentation(random, 10);
        lockSome(random, now);
        EditHistory history;
        Copies copies(now);
        for (int act = 0; act < 40; ++act) {
            const int kind = random.integer(0, 5);
            if (kind == 0 && history.canUndo()) {
                history.undo(now);
            } else if (kind == 1 && history.canRedo()) {
                history.redo(now);
            } else if (kind > 1) {
                const std::size_t position = history.position();
                history.push(stepAtRandom(random, now));
                copies.add(position, now);
                ASSERT_FALSE(history.canRedo());
            }
            ASSERT_EQ(now, copies[history.position()]) << trial << ' ' << act;
        }
        while (history.canUndo()) {
            history.undo(now);
        }
        ASSERT_EQ(now, copies[0]);
        while (history.canRedo()) {
            history.redo(now);
        }
        ASSERT_EQ(now, copies[history.steps().size()]);
    }
}

TEST(EditHistory, StepsSurviveBytes) {
    Random random(32);
    for (int trial = 0; trial < 200; ++trial) {
        Segmentation now = randomSegmentation(random, 10);
        const Segmentation before = now;
        EditStep step = stepAtRandom(random, now);
        step.voxels = EditDelta::fromBytes(step.voxels.toBytes());
        step.undo(now);
        ASSERT_EQ(now, before);
    }
}

EditStep stroke(Segmentation& target, std::int64_t slice, std::uint16_t value) {
    LabelMapEdit edit(target, 0);
    edit.paint({0, 0, slice}, 1, value);
    return edit.commit({StepKind::Brush, "Brush", std::to_string(value)});
}

TEST(EditHistory, ForgetsTheOldestWhenTheBudgetIsSpent) {
    Segmentation target{LabelMap(Geometry({2, 1, 1}, {1, 1, 1}))};
    target.slices = {SliceState::InWork};
    const std::size_t each = stroke(target, 0, 999).bytes();
    EditHistory history(10 * each);
    for (std::uint16_t value = 1; value <= 25; ++value) {
        history.push(stroke(target, 0, value));
        EXPECT_LE(history.bytes(), history.budget());
    }
    EXPECT_EQ(history.steps().size(), 10U);
    EXPECT_EQ(history.forgotten(), 15U);
    EXPECT_EQ(history.position(), 10U);
    EXPECT_EQ(history.steps().front().label.detail, "16");
    EXPECT_EQ(history.steps().back().label.detail, "25");
    while (history.canUndo()) {
        history.undo(target);
    }
    EXPECT_EQ(target.labels.at({0, 0, 0}), 15);
}

TEST(EditHistory, NeverForgetsTheNewestStep) {
    Segmentation target{LabelMap(Geometry({2, 1, 1}, {1, 1, 1}))};
    EditHistory history(1);
    history.push(stroke(target, 0, 1));
    history.push(stroke(target, 0, 2));
    EXPECT_EQ(history.steps().size(), 1U);
    EXPECT_TRUE(history.canUndo());
    history.undo(target);
    EXPECT_EQ(target.labels.at({0, 0, 0}), 1);
}

TEST(EditHistory, CountsWhatItsStepsHold) {
    Random random(33);
    Segmentation now = randomSegmentation(random, 10);
    EditHistory history(20000);
    for (int act = 0; act < 300; ++act) {
        if (random.chance(0.3) && history.canUndo()) {
            history.undo(now);
        } else {
            history.push(stepAtRandom(random, now));
        }
        std::size_t sum = 0;
        for (const EditStep& step : history.steps()) {
            sum += step.bytes();
        }
        ASSERT_EQ(history.bytes(), sum);
    }
    EXPECT_GT(history.forgotten(), 0U);
}

TEST(EditStep, BytesCoverRunsTextsAndTables) {
    EditStep step;
    const std::size_t bare = step.bytes();
    EXPECT_GE(bare, sizeof(EditStep));
    step.label.detail = std::string(1000, 'x');
    EXPECT_GE(step.bytes(), bare + 1000);
    std::vector<EditDelta::Layer> layers(1);
    for (std::uint64_t run = 0; run < 100; ++run) {
        layers[0].runs.push_back({2 * run, 1, 0, 1});
    }
    step.voxels = EditDelta(std::move(layers));
    EXPECT_GE(step.bytes(), bare + 1000 + 100 * sizeof(DeltaRun));
    const std::size_t without = step.bytes();
    step.segments.emplace();
    step.segments->after.segments.resize(50, segmentOf(std::string(200, 'n'), 1));
    EXPECT_GE(step.bytes(), without + 50 * (sizeof(Segment) + 200));
}

TEST(EditStep, LooksThatChangedSinceStayWithTheirSegments) {
    Segmentation target{LabelMap(Geometry({2, 1, 1}, {1, 1, 1}))};
    target.labels.addSegment(segmentOf("A", 1));
    target.looks.resize(1);
    const SegmentTable before = tableOf(target);
    target.labels.addSegment(segmentOf("B", 2));
    target.looks.push_back({true, false, 0.9, SegmentStyle::Fill});
    EditStep step;
    step.segments = SegmentsChange{before, tableOf(target)};

    target.looks[0].visible = false;
    target.looks[1].opacity = 0.1;
    step.undo(target);
    ASSERT_EQ(target.looks.size(), 1U);
    EXPECT_FALSE(target.looks[0].visible);
    target.looks[0].locked = true;
    step.redo(target);
    ASSERT_EQ(target.looks.size(), 2U);
    EXPECT_TRUE(target.looks[0].locked);
    EXPECT_FALSE(target.looks[0].visible);
    EXPECT_EQ(target.looks[1].opacity, 0.9);
}

TEST(EditStep, RefusesASegmentationThatIsAnotherAndChangesNothing) {
    Random random(34);
    int refused = 0;
    for (int trial = 0; trial < 1500; ++trial) {
        Segmentation now = randomSegmentation(random, 6);
        const EditStep step = stepAtRandom(random, now);
        stepAtRandom(random, now);
        const Segmentation before = now;
        try {
            step.undo(now);
        } catch (const Error& error) {
            ++refused;
            EXPECT_EQ(error.code(), ErrorCode::InvalidInput);
            ASSERT_EQ(now, before);
        }
    }
    EXPECT_GT(refused, 20);
}

TEST(EditStep, RefusesSlicesAndTablesThatCannotBe) {
    Segmentation target{LabelMap(Geometry({2, 1, 1}, {1, 1, 1}))};
    const Segmentation before = target;
    const auto refuse = [&](const std::string& why, const EditStep& step) {
        expectError(ErrorCode::InvalidInput, why, [&] { step.redo(target); });
        EXPECT_EQ(target, before);
    };
    EditStep step;
    step.slices = {{1, SliceState::Empty, SliceState::Auto}};
    refuse("slice 2", step);
    step.slices = {{-1, SliceState::Empty, SliceState::Auto}};
    refuse("slice 0", step);
    step.slices = {{0, SliceState::Auto, SliceState::Empty}};
    refuse("should be auto", step);
    step.slices.clear();
    step.segments.emplace();
    step.segments->after.segments = {segmentOf("A", 1)};
    refuse("look", step);
    step.segments->after = {{segmentOf("A", 1), segmentOf("A", 2)}, std::vector<SegmentLook>(2)};
    refuse("exists already", step);
    step.segments->after = {{segmentOf("A", 1, 7)}, std::vector<SegmentLook>(1)};
    refuse("existing layer", step);
}

TEST(StepKind, NamesReadBack) {
    for (std::size_t number = 0; number < stepKinds; ++number) {
        const auto kind = static_cast<StepKind>(number);
        EXPECT_FALSE(toString(kind).empty());
        EXPECT_EQ(stepKindFromString(toString(kind)), kind);
    }
    EXPECT_EQ(toString(StepKind::KeepLargest), "keep_largest");
    EXPECT_EQ(toString(StepKind::Import), "import");
    expectError(ErrorCode::InvalidInput, "unknown", [] { stepKindFromString("unknown"); });
}

} // namespace
} // namespace laurel
