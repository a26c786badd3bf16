#include "ui/desk.h"

#include "laurel/edit/brush_tool.h"
#include "laurel/ui_kit/controls.h"

#include <QAbstractItemView>
#include <QTest>

namespace laurel {

namespace {

std::int64_t voxelsOf(Desk& desk, std::size_t segment) {
    const LabelMap& labels = desk.segmentation().labels;
    return labels.voxels(labels.segments().at(segment));
}

std::string lastStep(Desk& desk) {
    const auto& history = desk.history();
    return history.position() == 0 ? "" : history.steps().at(history.position() - 1).label.action;
}

} // namespace

class Editing : public ::testing::Test {
  protected:
    void SetUp() override {
        desk.openLeg();
        ASSERT_TRUE(desk.bench().session());
        desk.session().view().setCrosshair({160, 96, 3});
        desk.session().view().setCrossLines(false);
        desk.addSegment();
        desk.settle();
    }
    Desk desk;
};

TEST_F(Editing, AStrokePaintsWhatTheBrushSaysAndShowsIt) {
    desk.press(QStringLiteral("B"));
    const QColor bare = desk.pixelAt(desk.view(), {90, 96, 3});
    desk.drag(desk.view(), {80, 96, 3}, {100, 96, 3});
    // The same stroke with the tool alone, over a copy.
    Segmentation expected(LabelMap(desk.session().image().geometry()));
    expected.labels.addSegment(desk.segmentation().labels.segments().front());
    expected.looks.resize(1);
    BrushTool brush;
    {
        LabelMapEdit edit(expected, 0);
        const ToolScene scene{
            &desk.session().image(), expected.labels.segments().front(), {2, 3}, false};
        const auto onPixel = [&](const ContinuousIndex& at) { // the mouse comes in whole pixels
            return desk.view().toIndex(desk.view().toWidget(at).toPoint());
        };
        brush.press(edit, scene, {onPixel({80, 96, 3})});
        brush.drag(edit, {onPixel({100, 96, 3})});
        (void)edit.commit(brush.release(edit));
    }
    const std::int64_t voxels = expected.labels.voxels(expected.labels.segments().front());
    EXPECT_NEAR(static_cast<double>(voxelsOf(desk, 0)), static_cast<double>(voxels),
                0.06 * static_cast<double>(voxels));
    for (std::int64_t x = 80; x <= 100; ++x) {
        EXPECT_NE(desk.segmentation().labels.at({x, 96, 3}), 0) << "a gap at " << x;
    }
    EXPECT_EQ(lastStep(desk), "Brush");
    EXPECT_EQ(desk.history().steps().size(), 2U) << "one stroke is one step";
    EXPECT_EQ(desk.segmentation().slices.at(3), SliceState::InWork);
    EXPECT_NE(desk.pixelAt(desk.view(), {90, 96, 3}), bare);
    desk.screenshot("brush-1280x800-dark");
}

TEST_F(Editing, EraserAndHeldCtrlTakeAway) {
    desk.press(QStringLiteral("B"));
    desk.drag(desk.view(), {80, 96, 3}, {120, 96, 3});
    const std::int64_t painted = voxelsOf(desk, 0);
    desk.drag(desk.view(), {80, 96, 3}, {90, 96, 3}, Qt::ControlModifier);
    const std::int64_t less = voxelsOf(desk, 0);
    EXPECT_LT(less, painted);
    desk.press(QStringLiteral("E"));
    desk.drag(desk.view(), {110, 96, 3}, {120, 96, 3});
    EXPECT_LT(voxelsOf(desk, 0), less);
    EXPECT_EQ(lastStep(desk), "Eraser");
}

TEST_F(Editing, UndoAndRedoAreExact) {
    desk.press(QStringLiteral("B"));
    std::vector<Segmentation> states{desk.segmentation()};
    for (std::int64_t i = 0; i < 5; ++i) {
        desk.drag(desk.view(), {70 + 5 * i, 80 + 4 * i, 3}, {110, 100 - 3 * i, 3});
        states.push_back(desk.segmentation());
    }
    for (std::size_t i = 5; i-- > 0;) {
        desk.press(QStringLiteral("Ctrl+Z"));
        EXPECT_EQ(desk.segmentation(), states[i]) << i;
    }
    for (std::size_t i = 1; i <= 5; ++i) {
        desk.press(i % 2 == 0 ? QStringLiteral("Ctrl+Y") : QStringLiteral("Ctrl+Shift+Z"));
        EXPECT_EQ(desk.segmentation(), states[i]) << i;
    }
    // By the list of steps: back to the one after two strokes (it was opened, then a segment came).
    auto* list = desk.find<QAbstractItemView>(QStringLiteral("history.list"));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                      list->visualRect(list->model()->index(3, 0)).center());
    desk.settle();
    EXPECT_EQ(desk.segmentation(), states[2]);
    desk.screenshot("history-1280x800-dark");
}

TEST_F(Editing, ALockedSegmentRefusesAndSaysSo) {
    desk.press(QStringLiteral("B"));
    desk.drag(desk.view(), {80, 96, 3}, {100, 96, 3});
    const Segmentation before = desk.segmentation();
    desk.press(QStringLiteral("Shift+L"));
    ASSERT_TRUE(desk.segmentation().looks.front().locked);
    desk.drag(desk.view(), {100, 110, 3}, {120, 110, 3});
    EXPECT_EQ(desk.segmentation().labels, before.labels);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("locked")))
        << desk.messages().toStdString();
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Nothing was painted")));
    // Another segment does not paint over it either.
    desk.addSegment();
    desk.drag(desk.view(), {80, 96, 3}, {100, 96, 3});
    EXPECT_EQ(desk.segmentation().labels.at({90, 96, 3}), before.labels.segments().front().value);
    desk.screenshot("locked-1280x800-dark");
}

TEST_F(Editing, FillClosesARingAndNeverFloods) {
    desk.press(QStringLiteral("B"));
    const std::vector<VoxelIndex> corners{
        {70, 70, 3}, {110, 70, 3}, {110, 110, 3}, {70, 110, 3}, {70, 70, 3}};
    for (std::size_t i = 0; i + 1 < corners.size(); ++i) {
        desk.drag(desk.view(), corners[i], corners[i + 1]);
    }
    const std::int64_t ring = voxelsOf(desk, 0);
    desk.press(QStringLiteral("F"));
    desk.clickVoxel(desk.view(), {20, 20, 3});
    EXPECT_EQ(voxelsOf(desk, 0), ring) << "the outside stays";
    desk.clickVoxel(desk.view(), {90, 90, 3});
    EXPECT_GT(voxelsOf(desk, 0), ring + 500);
    EXPECT_NE(desk.segmentation().labels.at({90, 90, 3}), 0);
    EXPECT_EQ(lastStep(desk), "Fill");
}

TEST_F(Editing, LargestPieceCopyAndClear) {
    desk.press(QStringLiteral("B"));
    desk.drag(desk.view(), {80, 96, 3}, {120, 96, 3});
    const std::int64_t large = voxelsOf(desk, 0);
    desk.clickVoxel(desk.view(), {200, 60, 3});
    ASSERT_GT(voxelsOf(desk, 0), large);
    const std::int64_t both = voxelsOf(desk, 0);
    desk.press(QStringLiteral("Ctrl+Shift+K"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().offer() != nullptr; }));
    EXPECT_EQ(voxelsOf(desk, 0), both) << "nothing is written before it is accepted";
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(voxelsOf(desk, 0), large);
    EXPECT_EQ(lastStep(desk), "Keep largest");
    desk.press(QStringLiteral("Ctrl+D"));
    EXPECT_EQ(desk.session().view().crosshair().z, 4);
    EXPECT_EQ(voxelsOf(desk, 0), large);
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(voxelsOf(desk, 0), 2 * large);
    EXPECT_EQ(desk.segmentation().slices.at(4), SliceState::InWork);
    desk.press(QStringLiteral("Del"));
    EXPECT_EQ(voxelsOf(desk, 0), large);
}

TEST_F(Editing, SegmentsAreNamedHiddenSoloedAndRemoved) {
    desk.press(QStringLiteral("B"));
    desk.drag(desk.view(), {80, 96, 3}, {100, 96, 3});
    desk.press(QStringLiteral("F2"));
    desk.type(QStringLiteral("Soleus"));
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(desk.segmentation().labels.segments().front().name, "Soleus");
    const QColor shown = desk.pixelAt(desk.view(), {90, 96, 3});
    desk.view().setFocus();
    desk.press(QStringLiteral("H"));
    EXPECT_FALSE(desk.segmentation().looks.front().visible);
    EXPECT_NE(desk.pixelAt(desk.view(), {90, 96, 3}), shown);
    desk.press(QStringLiteral("H"));
    EXPECT_EQ(desk.pixelAt(desk.view(), {90, 96, 3}), shown);
    desk.addSegment();
    desk.press(QStringLiteral("Shift+H"));
    EXPECT_FALSE(desk.segmentation().looks.front().visible);
    EXPECT_TRUE(desk.segmentation().looks.back().visible);
    desk.press(QStringLiteral("Shift+H"));
    EXPECT_TRUE(desk.segmentation().looks.front().visible);
    desk.press(QStringLiteral("Q"));
    EXPECT_EQ(desk.session().view().activeSegment(), 0);
    desk.press(QStringLiteral("Ctrl+Del"));
    EXPECT_EQ(desk.segmentation().labels.segments().size(), 1U);
    EXPECT_EQ(desk.segmentation().labels.at({90, 96, 3}), 0);
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation().labels.segments().front().name, "Soleus");
    EXPECT_NE(desk.segmentation().labels.at({90, 96, 3}), 0);
}

TEST_F(Editing, TheBrushGrowsByKeyWheelAndPanelAlike) {
    desk.press(QStringLiteral("B"));
    desk.clickVoxel(desk.view(), {90, 96, 3});
    const std::int64_t small = voxelsOf(desk, 0);
    for (int i = 0; i < 5; ++i) {
        desk.press(QStringLiteral("]"));
    }
    desk.wheel(desk.view(), 3, Qt::ShiftModifier);
    desk.clickVoxel(desk.view(), {90, 96, 4});
    desk.clickVoxel(desk.view(), {90, 96, 3});
    EXPECT_GT(voxelsOf(desk, 0), small * 3 / 2);
    // The panel shows what keys and wheel made of it, and its slider goes back to the least.
    auto* slider = desk.find<ui::Slider>(QStringLiteral("brush.slider"));
    ASSERT_NE(slider, nullptr);
    EXPECT_GT(slider->value(), 8.0);
    slider->moveTo(slider->low());
    desk.session().view().setCrosshair({160, 96, 5});
    const std::int64_t large = voxelsOf(desk, 0);
    desk.clickVoxel(desk.view(), {90, 96, 5});
    EXPECT_EQ(voxelsOf(desk, 0), large + 1) << "the least brush paints the voxel under the pointer";
}

TEST_F(Editing, EscLeavesNoTraceOfAStroke) {
    desk.press(QStringLiteral("B"));
    ui::SliceView& view = desk.view();
    const Segmentation before = desk.segmentation();
    const QPoint start = view.toWidget({80, 96, 3}).toPoint();
    QTest::mousePress(&view, Qt::LeftButton, {}, start);
    QTest::mouseMove(&view, start + QPoint(40, 0));
    desk.settle();
    EXPECT_NE(desk.segmentation().labels, before.labels) << "the stroke shows while it is drawn";
    QTest::keyClick(&view, Qt::Key_Escape);
    QTest::mouseRelease(&view, Qt::LeftButton, {}, start + QPoint(40, 0));
    desk.settle();
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_EQ(desk.history().steps().size(), 1U);
}

TEST_F(Editing, AllByKeyboard) {
    desk.press(QStringLiteral("B"));
    desk.view().setFocus(Qt::TabFocusReason);
    desk.press(QStringLiteral("Alt+Right"));
    desk.press(QStringLiteral("Return"));
    for (int i = 0; i < 6; ++i) {
        desk.press(QStringLiteral("Alt+Right"));
    }
    desk.press(QStringLiteral("Return"));
    EXPECT_GT(voxelsOf(desk, 0), 0);
    EXPECT_EQ(lastStep(desk), "Brush");
}

} // namespace laurel
