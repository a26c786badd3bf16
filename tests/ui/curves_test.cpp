#include "ui/desk.h"

#include "laurel/edit/contour_mask.h"
#include "laurel/ui_kit/controls.h"

#include <QLineEdit>
#include <QTest>

namespace laurel {

namespace {

std::string lastStep(Desk& desk) {
    const auto& history = desk.history();
    return history.position() == 0 ? "" : history.steps().at(history.position() - 1).label.action;
}

} // namespace

/// Curves over the real window: a made-up leg with its true masks.
class Curves : public ::testing::Test {
  protected:
    void SetUp() override {
        desk.openLeg();
        ASSERT_TRUE(desk.bench().session());
        desk.paintTruth();
        desk.session().view().setCrosshair({160, 96, slice});
        desk.session().view().setCrossLines(false);
        desk.session().view().setActiveSegment(0);
        desk.settle();
    }

    const Segment& segment() { return desk.segmentation().labels.segments().front(); }
    PlaneFrame frame() { return {desk.session().image().geometry(), {2, slice}}; }
    Mask mask() {
        return frame().maskOf(desk.segmentation().labels, segment().layer, segment().value);
    }
    /// As the tool has them for a mask that nobody drew with curves.
    std::vector<Contour> curves() { return traceContours(mask(), frame()); }
    VoxelIndex voxelAt(const CurvePoint& at) {
        const ContinuousIndex index = frame().toIndex(at);
        return {std::lround(index.x), std::lround(index.y), slice};
    }
    std::int64_t voxels() { return desk.segmentation().labels.voxels(segment()); }

    static constexpr std::int64_t slice = 3;
    Desk desk;
};

TEST_F(Curves, SwitchingToCurvesAndBackChangesNothing) {
    const Segmentation before = desk.segmentation();
    const std::size_t steps = desk.history().steps().size();
    desk.press(QStringLiteral("C"));
    desk.settle();
    desk.screenshot("curves-1280x800-dark");
    desk.press(QStringLiteral("C"));
    desk.settle();
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_EQ(desk.history().steps().size(), steps);
}

TEST_F(Curves, DraggingAHandleIsOneStepThatUndoTakesBack) {
    desk.press(QStringLiteral("Shift+C"));
    const Segmentation before = desk.segmentation();
    const Contour curve = curves().front();
    const VoxelIndex handle = voxelAt(curve.handles[0]);
    const CurvePoint away = curve.handles[0] - centreOf(curve);
    const VoxelIndex to = voxelAt(curve.handles[0] + away * 0.4);
    desk.view().setZoom(4);
    desk.settle();
    desk.drag(desk.view(), handle, to);
    EXPECT_EQ(lastStep(desk), "Move handle");
    EXPECT_EQ(desk.segmentation().labels.at(to), segment().value);
    EXPECT_EQ(desk.segmentation().slices.at(slice), SliceState::InWork);
    desk.screenshot("curve-handle-1280x800-dark");
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), before);
    desk.press(QStringLiteral("Ctrl+Y"));
    EXPECT_EQ(desk.segmentation().labels.at(to), segment().value);
}

TEST_F(Curves, EscapeInTheMiddleOfADragLeavesNoTrace) {
    desk.press(QStringLiteral("Shift+C"));
    const Segmentation before = desk.segmentation();
    const Contour curve = curves().front();
    const QPoint from = desk.view().toWidget(frame().toIndex(curve.handles[0])).toPoint();
    QTest::mousePress(&desk.view(), Qt::LeftButton, {}, from);
    QTest::mouseMove(&desk.view(), from + QPoint(30, 20));
    QTest::keyClick(&desk.view(), Qt::Key_Escape);
    QTest::mouseRelease(&desk.view(), Qt::LeftButton, {}, from + QPoint(30, 20));
    desk.settle();
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Curves, DelRemovesTheHandleThatWasPressed) {
    desk.press(QStringLiteral("Shift+C"));
    desk.view().setZoom(4);
    desk.settle();
    const std::int64_t before = voxels();
    desk.clickVoxel(desk.view(), voxelAt(curves().front().handles[1]));
    desk.press(QStringLiteral("Del"));
    EXPECT_GT(voxels(), before / 2) << "the handle went, not the segment";
    desk.press(QStringLiteral("V"));
    desk.press(QStringLiteral("Del"));
    EXPECT_LT(voxels(), before) << "elsewhere Del still clears the slice";
}

TEST_F(Curves, ShiftTakesSeveralHandlesAndElsewhereTheCrosshair) {
    desk.press(QStringLiteral("Shift+C"));
    desk.view().setZoom(4);
    desk.settle();
    const Segmentation before = desk.segmentation();
    const Contour curve = curves().front();
    const VoxelIndex crosshair = desk.session().view().crosshair();
    const auto click = [&](std::size_t handle, Qt::KeyboardModifiers keys) {
        const QPoint at = desk.view().toWidget(frame().toIndex(curve.handles[handle])).toPoint();
        QTest::mouseClick(&desk.view(), Qt::LeftButton, keys, at);
        desk.settle();
    };
    click(0, {});
    click(4, Qt::ShiftModifier);
    click(8, Qt::ShiftModifier);
    desk.screenshot("curve-several-1280x800-dark");
    EXPECT_EQ(desk.session().view().crosshair(), crosshair);
    const CurvePoint away = curve.handles[0] - centreOf(curve);
    desk.drag(desk.view(), voxelAt(curve.handles[0]), voxelAt(curve.handles[0] + away * 0.3));
    EXPECT_EQ(lastStep(desk), "Move 3 handles");
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), before);
    desk.press(QStringLiteral("Del"));
    EXPECT_EQ(lastStep(desk), "Remove 3 handles");
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), before);

    const VoxelIndex elsewhere{20, 20, slice};
    desk.view().setZoom(1);
    desk.settle();
    QTest::mouseClick(&desk.view(), Qt::LeftButton, Qt::ShiftModifier,
                      desk.view().toWidget(ContinuousIndex{20, 20, slice}).toPoint());
    desk.settle();
    const VoxelIndex& now = desk.session().view().crosshair();
    EXPECT_LE(std::abs(now.x - elsewhere.x) + std::abs(now.y - elsewhere.y), 2)
        << "by whole pixels";
}

TEST_F(Curves, HandlesAreChosenByKeysAndMovedByNumbers) {
    desk.press(QStringLiteral("Shift+C"));
    desk.view().setZoom(4);
    desk.settle();
    const Segmentation before = desk.segmentation();
    const Contour curve = curves().front();
    auto* position = desk.find<QWidget>(QStringLiteral("curve.position"));
    EXPECT_FALSE(position->isVisible());
    for (const std::size_t handle : {0U, 4U}) {
        QTest::mouseMove(&desk.view(),
                         desk.view().toWidget(frame().toIndex(curve.handles[handle])).toPoint());
        desk.settle();
        QTest::keyClick(&desk.view(), Qt::Key_Space, Qt::ShiftModifier);
    }
    ASSERT_TRUE(desk.waitFor([&] { return position->isVisible(); }));
    const auto fields = position->findChildren<ui::NumberField*>();
    ASSERT_EQ(fields.size(), 2);
    const Geometry& geometry = desk.session().image().geometry();
    ASSERT_EQ(geometry.direction(), identityMatrix);
    const WorldPoint at = geometry.toWorld(frame().toIndex(curve.handles[4]));
    EXPECT_TRUE(desk.waitFor([&] { // a moment after the second was chosen
        return std::abs(fields[0]->value() - at.x) < 0.051 &&
               std::abs(fields[1]->value() - at.y) < 0.051;
    })) << fields[0]->value()
        << " " << fields[1]->value();

    auto* edit = fields[1]->findChild<QLineEdit*>();
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, QString::number(at.y + 6, 'f', 1));
    QTest::keyClick(edit, Qt::Key_Return);
    EXPECT_EQ(lastStep(desk), "Move 2 handles");
    EXPECT_NE(desk.segmentation(), before);
    ASSERT_TRUE(desk.waitFor([&] { return std::abs(fields[1]->value() - at.y - 6) < 0.11; }));
    EXPECT_NEAR(fields[0]->value(), at.x, 0.051);
    desk.screenshot("curve-position-1280x800-dark");
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Curves, DrawsAClosedCurveByClicksAndAHoleByDragging) {
    desk.addSegment();
    desk.session().view().setActiveSegment(
        static_cast<int>(desk.segmentation().labels.segments().size()) - 1);
    const Segment added = desk.segmentation().labels.segments().back();
    desk.press(QStringLiteral("Shift+B"));
    for (const VoxelIndex& at :
         {VoxelIndex{60, 60, slice}, VoxelIndex{100, 60, slice}, VoxelIndex{100, 100, slice},
          VoxelIndex{60, 100, slice}, VoxelIndex{60, 60, slice}}) {
        desk.clickVoxel(desk.view(), at);
    }
    EXPECT_EQ(lastStep(desk), "Draw curve");
    EXPECT_EQ(desk.segmentation().labels.at({80, 80, slice}), added.value);
    const std::int64_t whole = desk.segmentation().labels.voxels(added);
    EXPECT_GT(whole, 1500);
    desk.press(QStringLiteral("Shift+I"));
    for (const VoxelIndex& at :
         {VoxelIndex{74, 74, slice}, VoxelIndex{86, 74, slice}, VoxelIndex{86, 86, slice},
          VoxelIndex{74, 86, slice}, VoxelIndex{74, 74, slice}}) {
        desk.clickVoxel(desk.view(), at);
    }
    EXPECT_EQ(lastStep(desk), "Add hole");
    EXPECT_NE(desk.segmentation().labels.at({80, 80, slice}), added.value);
    EXPECT_LT(desk.segmentation().labels.voxels(added), whole);
    desk.press(QStringLiteral("Shift+S"));
    desk.settle();
    desk.screenshot("curve-hole-1280x800-dark");
    desk.drag(desk.view(), {66, 80, slice}, {72, 84, slice});
    EXPECT_EQ(lastStep(desk), "Move curve");
}

TEST_F(Curves, SnapAndSimplifyAreNamedSteps) {
    desk.press(QStringLiteral("Shift+C"));
    desk.press(QStringLiteral("Shift+M"));
    ASSERT_NE(desk.session().offer(), nullptr) << "shown first";
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(desk), "Snap to edges");
    desk.press(QStringLiteral("Shift+U"));
    if (desk.session().offer() != nullptr) { // else no voxel changes
        EXPECT_NE(desk.session().offer()->label.detail.find("handles · Dice"), std::string::npos);
        desk.settle();
        desk.screenshot("curve-simplify-preview-1280x800-dark");
        desk.press(QStringLiteral("Return"));
        EXPECT_EQ(lastStep(desk), "Simplify");
    }
    desk.settle();
    desk.screenshot("curve-snapped-1280x800-dark");
    desk.press(QStringLiteral("Shift+L"));
    const LabelMap before = desk.segmentation().labels;
    desk.press(QStringLiteral("Shift+M"));
    EXPECT_EQ(desk.segmentation().labels, before);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("locked")));
}

TEST_F(Curves, InterpolationIsPreviewedThenOneStep) {
    // The segment goes from slices 2 and 3.
    for (const std::int64_t z : {2, 3}) {
        desk.session().view().setCrosshair({160, 96, z});
        desk.press(QStringLiteral("V"));
        desk.press(QStringLiteral("Del"));
    }
    const Segmentation before = desk.segmentation();
    ASSERT_EQ(gapsOf(before.labels, segment(), 2).size(), 1U);
    desk.press(QStringLiteral("Shift+D"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }));
    EXPECT_EQ(desk.segmentation(), before) << "nothing is written before it is accepted";
    desk.settle();
    desk.screenshot("interpolate-preview-1280x800-dark");
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    EXPECT_EQ(lastStep(desk), "Interpolate");
    EXPECT_TRUE(gapsOf(desk.segmentation().labels, segment(), 2).empty());
    EXPECT_EQ(desk.segmentation().slices.at(slice), SliceState::InWork);
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), before);
    desk.press(QStringLiteral("Shift+D"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }));
    desk.press(QStringLiteral("Esc"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Curves, PropagationFollowsTheImageToTheNextSlice) {
    desk.session().view().setCrosshair({160, 96, slice + 1});
    desk.press(QStringLiteral("V"));
    desk.press(QStringLiteral("Del"));
    desk.session().view().setCrosshair({160, 96, slice});
    const Segmentation before = desk.segmentation();
    desk.press(QStringLiteral("N"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 60000));
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_EQ(desk.session().view().crosshair().z, slice + 1);
    desk.settle();
    desk.screenshot("propagate-preview-1280x800-dark");
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(desk), "Propagate");
    const PlaneFrame next(desk.session().image().geometry(), {2, slice + 1});
    const Mask there = next.maskOf(desk.segmentation().labels, segment().layer, segment().value);
    EXPECT_GT(std::count(there.begin(), there.end(), 1), 100);
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Curves, NothingToInterpolateIsSaid) {
    desk.press(QStringLiteral("Shift+D"));
    ASSERT_TRUE(
        desk.waitFor([&] { return desk.messages().contains(QStringLiteral("has no gap")); }));
    EXPECT_EQ(desk.session().proposal(), nullptr);
}

} // namespace laurel
