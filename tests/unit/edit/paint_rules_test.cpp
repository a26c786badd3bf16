#include "random_acts.h"
#include "random_operations.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

void hideSome(Random& random, Segmentation& target) {
    for (SegmentLook& look : target.looks) {
        look.visible = random.chance(0.6);
    }
}

TEST(PaintRules, EveryWriteEqualsAskingThemVoxelByVoxel) {
    Random random(501);
    int changed = 0;
    for (int trial = 0; trial < 600; ++trial) {
        Segmentation target = randomSegmentation(random, 8);
        lockSome(random, target);
        hideSome(random, target);
        const int layer = random.integer(0, target.labels.layers() - 1);
        const PaintRules rules{randomOverwrite(random), randomArea(random, target)};
        const Volume image = randomImageOn(random, target.labels.geometry());
        const Segmentation before = target;
        const RuleReference reference(before, layer, rules, image);
        LabelMap expected = target.labels;
        LabelMapEdit edit(target, layer, rules, {&image, 0});
        for (int write = 0; write < 20; ++write) {
            const VoxelIndex start = randomVoxel(random, expected.geometry().size());
            const auto value = static_cast<std::uint16_t>(random.integer(1, 3));
            const int length = random.integer(1, 6);
            const bool erases = random.chance(0.4);
            erases ? edit.erase(start, length, value) : edit.paint(start, length, value);
            for (VoxelIndex at = start;
                 at.x < std::min(start.x + length, expected.geometry().size().x); ++at.x) {
                if (erases && reference.mayErase(expected, at, value)) {
                    expected.set(at, 0, layer);
                    ++changed;
                } else if (!erases && reference.mayPaint(expected, at, value)) {
                    changed += expected.at(at, layer) != value ? 1 : 0;
                    expected.set(at, value, layer);
                }
            }
        }
        ASSERT_EQ(target.labels, expected) << trial;
        const EditStep step = edit.commit({});
        ASSERT_EQ(target.labels, expected);
        step.undo(target);
        ASSERT_EQ(target, before);
    }
    EXPECT_GT(changed, 1000);
}

/// Whatever the tool: what it changed, the rules let it change.
TEST(PaintRules, NoToolBreaksThem) {
    Random random(502);
    int changed = 0;
    for (int trial = 0; trial < 1000; ++trial) {
        Segmentation target = randomSegmentation(random, 9);
        lockSome(random, target);
        hideSome(random, target);
        const Segment segment = randomSegment(random, target);
        PaintRules rules{randomOverwrite(random), randomArea(random, target)};
        const Volume image = randomImageOn(random, target.labels.geometry());
        const Segmentation before = target;
        const RuleReference reference(before, segment.layer, rules, image);
        LabelMapEdit edit(target, segment.layer, rules, {&image, 0});
        const StepLabel label = actAtRandom(random, edit, segment);
        edit.commit(label);
        if (label.action == "Scribble") {
            continue; // which paints and erases voxels over and over
        }
        const GridSize size = before.labels.geometry().size();
        for (std::int64_t i = 0; i < size.voxels(); ++i) {
            const VoxelIndex at{i % size.x, i / size.x % size.y, i / (size.x * size.y)};
            const std::uint16_t is = target.labels.at(at, segment.layer);
            if (is == before.labels.at(at, segment.layer)) {
                continue;
            }
            ++changed;
            ASSERT_TRUE(is == 0 ? reference.mayErase(before.labels, at, segment.value)
                                : is == segment.value && reference.mayPaint(before.labels, at, is))
                << label.action;
        }
    }
    EXPECT_GT(changed, 400);
}

TEST(PaintRules, SayOfAVoxelWhatAnEditDoes) {
    Random random(504);
    for (int trial = 0; trial < 500; ++trial) {
        Segmentation target = randomSegmentation(random, 6);
        lockSome(random, target);
        hideSome(random, target);
        const Segment segment = randomSegment(random, target);
        const PaintRules rules{randomOverwrite(random), randomArea(random, target)};
        const Volume image = randomImageOn(random, target.labels.geometry());
        const VoxelIndex at = randomVoxel(random, target.labels.geometry().size());
        const std::uint16_t present = target.labels.at(at, segment.layer);
        const bool may = mayPaint(target, segment, rules, {&image, 0}, at);
        LabelMapEdit edit(target, segment.layer, rules, {&image, 0});
        edit.paint(at, 1, segment.value);
        if (present != segment.value) {
            ASSERT_EQ(target.labels.at(at, segment.layer) == segment.value, may) << trial;
        }
    }
}

TEST(PaintRules, GreyValuesNeedTheImage) {
    Random random(503);
    Segmentation target = randomSegmentation(random, 5);
    PaintRules rules;
    rules.area.limitsIntensity = true;
    expectError(ErrorCode::InvalidArgument, "needs the image",
                [&] { LabelMapEdit(target, 0, rules); });
    const Volume other(Geometry({1, 1, 1}, {1, 1, 1}), std::vector<float>{0});
    if (target.labels.geometry().size().voxels() > 1) {
        expectError(ErrorCode::InvalidArgument, "needs the image", [&] {
            LabelMapEdit(target, 0, rules, {&other, 0});
        });
    }
}

} // namespace
} // namespace laurel
