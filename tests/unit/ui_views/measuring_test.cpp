#include "view_case.h"

#include "laurel/ui_views/words.h"

#include <cmath>

namespace laurel::ui {
namespace {

/// Ruler and angle by mouse and keys over a small case whose voxels are not cubes.
class Measuring : public ::testing::Test {
  protected:
    Measuring() {
        view.resize(400, 320);
        use(MeasureKind::Length);
    }
    void use(MeasureKind kind) {
        ViewTool tool;
        tool.kind = ViewTool::Kind::Measure;
        tool.measures = kind;
        view.setTool(tool);
    }
    QPointF at(double x, double y) { return view.toWidget({x, y, 12}); }
    Measurements& all() { return opened->session.view().measurements(); }

    std::unique_ptr<ViewCase> opened = smallCase();
    SliceView view{opened->session, 2};
    Mouse mouse{view};
};

TEST_F(Measuring, ADragMeasuresInMmWhateverTheZoom) {
    const Segmentation before = opened->session.segmentation();
    for (const double zoom : {6.0, 9.0, 30.0}) {
        view.setZoom(zoom);
        mouse.press(at(10, 10));
        mouse.move(at(13, 12));
        EXPECT_TRUE(all().drawing());
        mouse.move(at(16, 18));
        mouse.release(at(16, 18));
        ASSERT_FALSE(all().all().empty());
        EXPECT_NEAR(valueOf(all().all().back()), 10, 1e-6);
        EXPECT_EQ(textOf(all().all().back()), QStringLiteral("10.0 mm"));
        all().clear();
    }
    EXPECT_EQ(opened->session.segmentation(), before);
    EXPECT_TRUE(opened->session.openCase().history().steps().empty()) << "no step of the history";
}

TEST_F(Measuring, SpacingCountsInTheOtherViews) {
    SliceView side(opened->session, 0);
    side.resize(300, 300);
    ViewTool tool;
    tool.kind = ViewTool::Kind::Measure;
    side.setTool(tool);
    const double slice = static_cast<double>(side.plane().index);
    Mouse there(side);
    there.press(side.toWidget({slice, 8, 4}));
    there.move(side.toWidget({slice, 8, 14}));
    there.release(side.toWidget({slice, 8, 14}));
    ASSERT_EQ(all().all().size(), 1U);
    EXPECT_NEAR(valueOf(all().all()[0]), 20, 1e-6) << "ten slices of 2 mm";
}

TEST_F(Measuring, TwoClicksAreARulerAndThreeAnAngle) {
    mouse.click(at(10, 10));
    EXPECT_TRUE(all().all().empty());
    mouse.hover(at(12, 14));
    mouse.click(at(10, 15));
    ASSERT_EQ(all().all().size(), 1U);
    EXPECT_NEAR(valueOf(all().all()[0]), 5, 1e-6);

    use(MeasureKind::Angle);
    mouse.click(at(20, 20));
    mouse.click(at(25, 20));
    mouse.click(at(25, 10));
    ASSERT_EQ(all().all().size(), 2U);
    EXPECT_NEAR(valueOf(all().all()[1]), 90, 1e-6);
    EXPECT_EQ(textOf(all().all()[1]), QStringLiteral("90.0°"));
    EXPECT_EQ(all().selected(), 1U);
}

TEST_F(Measuring, PointsAreTakenHoldOfAndMoved) {
    mouse.press(at(10, 10));
    mouse.move(at(20, 10));
    mouse.release(at(20, 10));
    mouse.press(at(20, 10));
    mouse.move(at(20, 20));
    mouse.release(at(14, 13));
    ASSERT_EQ(all().all().size(), 1U) << "none was begun";
    mouse.press(at(20, 20));
    mouse.move(at(13, 14));
    mouse.release(at(13, 14));
    EXPECT_NEAR(valueOf(all().all()[0]), 5, 1e-6);
}

TEST_F(Measuring, IsDrawnInItsSliceAlone) {
    const QImage bare = pictureOf(view);
    mouse.press(at(10, 22));
    mouse.move(at(30, 22));
    mouse.release(at(30, 22));
    mouse.hover(at(2, 2));
    const QPointF middle = at(20, 22);
    const auto brightness = [&] { return pictureOf(view).pixelColor(middle.toPoint()).green(); };
    EXPECT_GT(brightness(), bare.pixelColor(middle.toPoint()).green() + 40);
    opened->session.view().setCrosshair({20, 16, 13});
    EXPECT_LT(brightness(), 110) << "another slice";
    opened->session.view().setCrosshair({20, 16, 12});
    EXPECT_GT(brightness(), 140);
}

TEST_F(Measuring, EscTakesBackWhatIsBeingDrawn) {
    mouse.click(at(10, 10));
    ASSERT_TRUE(all().drawing());
    pressKey(view, Qt::Key_Escape);
    EXPECT_FALSE(all().drawing());
    mouse.click(at(10, 10));
    opened->session.view().setCrosshair({20, 16, 3});
    EXPECT_FALSE(all().drawing()) << "so does another slice";
    EXPECT_TRUE(all().all().empty());
}

TEST_F(Measuring, ByKeysAlone) {
    view.setFocus();
    mouse.hover(at(10, 10));
    pressKey(view, Qt::Key_Return);
    for (int step = 0; step < 7; ++step) {
        pressKey(view, Qt::Key_Right, Qt::AltModifier);
    }
    pressKey(view, Qt::Key_Return);
    ASSERT_EQ(all().all().size(), 1U);
    EXPECT_NEAR(valueOf(all().all()[0]), 7, 0.5) << "from wherever the pointer was in its voxel";
}

TEST_F(Measuring, RemovingLeavesTheOthers) {
    for (const double x : {5.0, 10.0, 15.0}) {
        all().begin(MeasureKind::Length, {0, 0, 0});
        all().place({x, 0, 0});
    }
    all().remove(1);
    all().remove(7);
    ASSERT_EQ(all().all().size(), 2U);
    EXPECT_DOUBLE_EQ(valueOf(all().all()[1]), 15);
    EXPECT_EQ(all().selected(), std::nullopt);
}

} // namespace
} // namespace laurel::ui
