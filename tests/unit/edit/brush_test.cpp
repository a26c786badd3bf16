#include "brush_definition.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(BrushTool, ADabIsEveryVoxelWithinHalfTheSizeAndTheOneUnderThePointer) {
    Random random(51);
    for (int trial = 0; trial < 1500; ++trial) {
        const GridSize size = randomThinSize(random, 13);
        Canvas canvas(randomGeometry(random, size), randomBrush(random), randomPlane(random, size));
        const PointerSample at{randomPlace(random, size), random.uniform()};
        canvas.stroke({at});
        const BrushParameters& brush = canvas.definition.brush;
        const double half = brush.sizeMm / 2 * (brush.pressureSetsSize ? at.pressure : 1);
        forEachVoxel(size, [&](const VoxelIndex& voxel) {
            const double distance = canvas.definition.distance(voxel, at.at);
            if (std::abs(distance - half) > 1e-6) {
                ASSERT_EQ(canvas.isPainted(voxel),
                          distance < half || canvas.definition.isUnderPointer(voxel, at.at))
                    << textOf(voxel) << " trial " << trial;
            }
        });
    }
}

TEST(BrushTool, CentresOnTheRimBelongToIt) {
    for (const double spacing : {1.0, 0.7, 0.3, 0.1}) {
        BrushParameters brush;
        brush.sizeMm = 2 * spacing;
        Canvas canvas(Geometry({5, 5, 1}, {spacing, spacing, 1}), brush, {2, 0});
        canvas.stroke({{{2, 2, 0}}});
        const Mask plus{0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
        EXPECT_EQ(canvas.mask(), plus) << spacing;
    }
}

TEST(BrushTool, OnTheBorderOfTwoVoxelsTheUpperOneIsUnderThePointer) {
    BrushParameters brush;
    brush.sizeMm = 0.2;
    Canvas canvas(Geometry({5, 1, 1}, {1, 1, 1}), brush, {2, 0});
    canvas.stroke({{{2.5, 0, 0}}});
    EXPECT_EQ(canvas.mask(), (Mask{0, 0, 0, 1, 0}));
    Canvas along(Geometry({5, 2, 1}, {1, 1, 1}), brush, {2, 0});
    along.stroke({{{1, 0.5, 0}}, {{3, 0.5, 0}}});
    EXPECT_EQ(along.mask(), (Mask{0, 0, 0, 0, 0, 0, 1, 1, 1, 0}));
}

class BrushOverSegments : public ::testing::Test {
  protected:
    BrushOverSegments() : target_(labels()) {}

    std::vector<std::uint16_t> act(BrushTool& tool, bool inverted, Overwrite overwrite) {
        LabelMapEdit edit(target_, 0, overwrite);
        tool.parameters.sizeMm = 50;
        tool.press(edit, {nullptr, target_.labels.segments()[0], {2, 0}, inverted}, {{2, 0, 0}});
        label_ = tool.release(edit);
        edit.commit(label_);
        const auto voxels = std::as_const(target_.labels).layer(0);
        return {voxels.begin(), voxels.end()};
    }

    using Voxels = std::vector<std::uint16_t>;
    BrushTool brush_;
    BrushTool eraser_{true};
    Segmentation target_;
    StepLabel label_;

  private:
    static Segmentation labels() {
        LabelMap labels(Geometry({4, 1, 2}, {1, 1, 1}), {0, 1, 2, 3, 1, 1, 1, 1});
        labels.addSegment(segmentOf("Soleus", 1));
        labels.addSegment(segmentOf("Other", 2));
        labels.addSegment(segmentOf("Locked", 3));
        Segmentation made(labels);
        made.looks[2].locked = true;
        return made;
    }
};

TEST_F(BrushOverSegments, PaintsOverWhatIsNotLocked) {
    EXPECT_EQ(act(brush_, false, Overwrite::Unlocked), (Voxels{1, 1, 1, 3, 1, 1, 1, 1}));
    EXPECT_EQ(label_, (StepLabel{StepKind::Brush, "Brush", "Soleus · 1"}));
}

TEST_F(BrushOverSegments, PaintsOverBackgroundOnly) {
    EXPECT_EQ(act(brush_, false, Overwrite::Background), (Voxels{1, 1, 2, 3, 1, 1, 1, 1}));
}

TEST_F(BrushOverSegments, ErasesTheSegmentOnly) {
    EXPECT_EQ(act(eraser_, false, Overwrite::Background), (Voxels{0, 0, 2, 3, 1, 1, 1, 1}));
    EXPECT_EQ(label_.kind, StepKind::Eraser);
}

TEST_F(BrushOverSegments, InvertedTheyChangePlaces) {
    brush_.parameters.reach = BrushReach::Volume;
    EXPECT_EQ(act(brush_, true, Overwrite::Unlocked), (Voxels{0, 0, 2, 3, 0, 0, 0, 0}));
    EXPECT_EQ(label_, (StepLabel{StepKind::Eraser, "Eraser", "Soleus · 1–2"}));
    EXPECT_EQ(act(eraser_, true, Overwrite::Unlocked), (Voxels{1, 1, 1, 3, 0, 0, 0, 0}));
    EXPECT_EQ(label_, (StepLabel{StepKind::Brush, "Brush", "Soleus · 1"}));
}

TEST_F(BrushOverSegments, APointerThatIsNowherePaintsNothing) {
    const Segmentation before = target_;
    for (const double nowhere : {std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::infinity(), 1e300, -1e18}) {
        LabelMapEdit edit(target_, 0);
        brush_.press(edit, {nullptr, target_.labels.segments()[0], {2, 0}, false},
                     {{nowhere, 0, 0}});
        brush_.drag(edit, {{0, nowhere, 0}});
        EXPECT_TRUE(edit.commit(brush_.release(edit)).empty()) << nowhere;
    }
    EXPECT_EQ(target_, before);
}

TEST_F(BrushOverSegments, ParametersChangedDuringAStrokeWaitForTheNext) {
    brush_.parameters.sizeMm = 0.5;
    LabelMapEdit edit(target_, 0);
    brush_.press(edit, {nullptr, target_.labels.segments()[0], {2, 0}, false}, {{0, 0, 0}});
    brush_.parameters.sizeMm = 50;
    brush_.drag(edit, {{0.1, 0, 0}});
    EXPECT_EQ(target_.labels.at({2, 0, 0}), 2);
}

} // namespace
} // namespace laurel
