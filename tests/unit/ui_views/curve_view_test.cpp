#include "phantom_case.h"

#include "laurel/edit/contour_tool.h"
#include "laurel/ui_kit/theme.h"

#include <filesystem>

namespace laurel::ui {
namespace {

/// A view of a phantom leg with the curve tool in hand; pictures go to
/// build/<preset>/screenshots/curves-*.png.
class CurveView : public testing::Test {
  protected:
    CurveView() : open(phantomCase()), view(open.session, 2) {
        std::filesystem::create_directories(folder);
        open.session.view().setCrossLines(false);
        open.session.view().setCrosshair({128, 128, 30});
        open.session.view().setActiveSegment(0);
        view.resize(700, 640);
        view.show();
        choose(ContourAct::Edit);
    }

    void choose(ContourAct act) {
        tool.parameters.act = act;
        ViewTool shown;
        shown.kind = ViewTool::Kind::Edit;
        shown.tool = &tool;
        shown.curves = &tool;
        view.setTool(shown);
    }
    const Segmentation& now() { return open.session.segmentation(); }
    const Segment& segment() { return now().labels.segments().front(); }
    PlaneFrame frame() { return {open.session.image().geometry(), view.plane()}; }
    const std::vector<Contour>& curves() {
        return tool.curves(now().labels, segment(), view.plane());
    }
    QPointF onScreen(const CurvePoint& at) { return view.toWidget(frame().toIndex(at)); }
    std::string lastStep() {
        const auto& steps = open.session.openCase().history().steps();
        return steps.empty() ? "" : steps.back().label.action;
    }
    void save(const std::string& name) {
        pictureOf(view).save(
            QString::fromStdString((folder / ("curves-" + name + ".png")).string()));
    }

    std::filesystem::path folder = std::filesystem::path(LAUREL_BINARY_DIR) / "screenshots";
    ViewCase open;
    ContourTool tool;
    SliceView view;
};

TEST_F(CurveView, ShowsHandlesAndChangesNothing) {
    const Segmentation before = now();
    const QPointF handle = onScreen(curves().at(0).handles.at(0));
    EXPECT_EQ(pictureOf(view).pixelColor(handle.toPoint()), QColor(Qt::white));
    save("edit");
    EXPECT_EQ(now(), before);
    EXPECT_TRUE(open.session.openCase().history().steps().empty());
}

TEST_F(CurveView, DraggingAHandleIsOneStepAndUndoIsExact) {
    const Segmentation before = now();
    const Contour curve = curves().at(0);
    const CurvePoint to = curve.handles[0] + (curve.handles[0] - centreOf(curve)) * 0.4;
    Mouse mouse(view);
    mouse.press(onScreen(curve.handles[0]));
    mouse.move(onScreen((curve.handles[0] + to) * 0.5));
    mouse.move(onScreen(to));
    EXPECT_NE(now().labels, before.labels) << "the mask follows while it is dragged";
    save("dragging");
    mouse.release(onScreen(to));
    EXPECT_EQ(lastStep(), "Move handle");
    const QPoint besidePointer = onScreen(to).toPoint() + QPoint(2, 2);
    EXPECT_EQ(pictureOf(view).pixelColor(besidePointer), QColor(Qt::white));
    open.session.openCase().undo();
    EXPECT_EQ(now(), before);
    EXPECT_EQ(curves().at(0), curve);
}

TEST_F(CurveView, EscapeLeavesNoTrace) {
    const Segmentation before = now();
    Mouse mouse(view);
    const QPointF from = onScreen(curves().at(0).handles[0]);
    mouse.press(from);
    mouse.move(from + QPointF(40, 25));
    pressKey(view, Qt::Key_Escape);
    mouse.release(from + QPointF(40, 25));
    EXPECT_EQ(now(), before);
    EXPECT_TRUE(open.session.openCase().history().steps().empty());
}

TEST_F(CurveView, ClicksDrawAHoleThatClosesOnItsFirstPoint) {
    choose(ContourAct::Hole);
    const CurvePoint centre = centreOf(curves().at(0));
    Mouse mouse(view);
    for (const CurvePoint& by : {CurvePoint{-4, -4}, {4, -4}, {4, 4}, {-4, 4}}) {
        mouse.click(onScreen(centre + by));
    }
    EXPECT_EQ(tool.pending(view.plane()).size(), 4U);
    mouse.hover(onScreen(centre + CurvePoint{-6, 0}));
    save("drawing");
    mouse.click(onScreen(centre + CurvePoint{-4, -4}));
    EXPECT_EQ(lastStep(), "Add hole");
    EXPECT_EQ(curves().size(), 2U);
    choose(ContourAct::Edit);
    save("hole");
}

TEST_F(CurveView, TheBoxMovesAWholeCurve) {
    choose(ContourAct::Shape);
    save("shape");
    const CurvePoint before = centreOf(curves().at(0));
    Mouse mouse(view);
    mouse.press(onScreen(before));
    mouse.move(onScreen(before + CurvePoint{6, 3}));
    mouse.release(onScreen(before + CurvePoint{6, 3}));
    EXPECT_EQ(lastStep(), "Move curve");
    EXPECT_LT((centreOf(curves().at(0)) - before - CurvePoint{6, 3}).length(), 0.8);
}

} // namespace
} // namespace laurel::ui
