#include "view_case.h"

#include "view_hand.h"

#include <QPointingDevice>
#include <QTabletEvent>

#include <cmath>

namespace laurel::ui {
namespace {

/// What one act of a brush along these points paints, without any view.
LabelMap strokeByTool(const Segmentation& before, const Volume& image,
                      const std::vector<ContinuousIndex>& points, bool inverted) {
    Segmentation copy = before;
    BrushTool brush;
    brush.parameters.sizeMm = 4;
    LabelMapEdit edit(copy, 0);
    brush.press(edit, {&image, copy.labels.segments()[0], {2, 12}, inverted}, {points.front(), 1});
    for (std::size_t i = 1; i < points.size(); ++i) {
        brush.drag(edit, {points[i], 1});
    }
    edit.commit(brush.release(edit));
    return copy.labels;
}

class Hand : public testing::Test {
  protected:
    Hand() {
        view.resize(400, 320);
        brush.parameters.sizeMm = 4;
        view.setTool({ViewTool::Kind::Edit, &brush, PaintRules{}, 4, false});
    }

    const LabelMap& labels() const { return opened->session.segmentation().labels; }
    std::size_t steps() const { return opened->session.openCase().history().steps().size(); }
    ViewState& state() { return opened->session.view(); }
    QPointF at(double x, double y) const { return view.toWidget({x, y, 12}); }
    void usePlain(ViewTool::Kind kind) { view.setTool({kind, nullptr, PaintRules{}, 0, false}); }

    std::unique_ptr<ViewCase> opened = smallCase();
    BrushTool brush;
    SliceView view{opened->session, 2};
    const std::vector<ContinuousIndex> path{{5, 5, 12}, {22, 9, 12}, {25.3, 24.8, 12}};
};

TEST_F(Hand, AStrokePaintsWhatTheBrushPaintsAndIsOneStep) {
    const LabelMap expected =
        strokeByTool(opened->session.segmentation(), opened->session.image(), path, false);
    Mouse mouse(view);
    mouse.press(at(5, 5));
    mouse.move(at(22, 9));
    mouse.move(at(25.3, 24.8));
    mouse.release(at(25.3, 24.8));
    EXPECT_EQ(labels(), expected);
    EXPECT_EQ(steps(), 1U);
    EXPECT_TRUE(opened->session.openCase().undo());
    EXPECT_EQ(labels().at({5, 5, 12}), 0);
}

TEST_F(Hand, ControlTurnsTheBrushIntoAnEraser) {
    const std::vector<ContinuousIndex> across{{8, 12, 12}, {22, 12, 12}};
    const LabelMap expected =
        strokeByTool(opened->session.segmentation(), opened->session.image(), across, true);
    Mouse mouse(view, Qt::LeftButton, Qt::ControlModifier);
    mouse.press(at(8, 12));
    mouse.move(at(22, 12));
    mouse.release(at(22, 12));
    EXPECT_EQ(labels(), expected);
    EXPECT_EQ(labels().at({14, 12, 12}), 0);
    EXPECT_EQ(labels().at({14, 8, 12}), 1);
}

/// A pen's tip paints as the mouse does, thinner where it is pressed less; its other end erases.
TEST_F(Hand, APenPaintsByPressureAndErasesWithItsOtherEnd) {
    const std::vector<ContinuousIndex> across{{8, 12, 12}, {22, 12, 12}};
    const auto drawn = [&](QPointingDevice::PointerType end, double pressure) {
        const QPointingDevice pen(QStringLiteral("pen"), 7, QInputDevice::DeviceType::Stylus, end,
                                  QInputDevice::Capability::Pressure, 1, 1);
        const auto tell = [&](QEvent::Type type, const ContinuousIndex& index) {
            const QPointF to = at(index.x, index.y);
            const bool lifts = type == QEvent::TabletRelease;
            QTabletEvent event(type, &pen, to, view.mapToGlobal(to), lifts ? 0 : pressure, 0, 0, 0,
                               0, 0, Qt::NoModifier,
                               type == QEvent::TabletMove ? Qt::NoButton : Qt::LeftButton,
                               lifts ? Qt::NoButton : Qt::LeftButton);
            QApplication::sendEvent(&view, &event);
        };
        tell(QEvent::TabletPress, across[0]);
        tell(QEvent::TabletMove, across[1]);
        tell(QEvent::TabletRelease, across[1]);
        LabelMap now = labels();
        EXPECT_TRUE(opened->session.openCase().undo());
        return now;
    };
    const auto byTool = [&](bool inverted) {
        return strokeByTool(opened->session.segmentation(), opened->session.image(), across,
                            inverted);
    };
    using End = QPointingDevice::PointerType;
    EXPECT_EQ(drawn(End::Pen, 1), byTool(false));
    EXPECT_EQ(drawn(End::Eraser, 1), byTool(true));
    const auto voxels = [](const LabelMap& map) { return map.voxels(map.segments()[0]); };
    brush.parameters.pressureSetsSize = true;
    EXPECT_LT(voxels(drawn(End::Pen, 0.4)), voxels(byTool(false)));
    EXPECT_GT(voxels(drawn(End::Eraser, 0.4)), voxels(byTool(true)));
}

TEST_F(Hand, ShowsAStrokeWhileItIsDrawn) {
    view.show();
    QApplication::processEvents();
    Mouse mouse(view);
    mouse.press(at(30, 20));
    QApplication::processEvents();
    const QColor fill = pictureOf(view).pixelColor((at(30, 20) + QPointF(9, 9)).toPoint());
    EXPECT_GT(fill.red(), fill.green() + 20);
    mouse.release(at(30, 20));
}

TEST_F(Hand, EscapeLeavesNoTrace) {
    const LabelMap before = labels();
    Mouse mouse(view);
    mouse.press(at(5, 5));
    mouse.move(at(30, 20));
    EXPECT_FALSE(labels() == before);
    pressKey(view, Qt::Key_Escape);
    EXPECT_EQ(labels(), before);
    mouse.move(at(30, 28));
    mouse.release(at(30, 28));
    EXPECT_EQ(labels(), before);
    EXPECT_EQ(steps(), 0U);
}

TEST_F(Hand, LosingFocusEndsAStrokeWell) {
    Mouse mouse(view);
    mouse.press(at(30, 20));
    send(view, QFocusEvent(QEvent::FocusOut, Qt::ActiveWindowFocusReason));
    EXPECT_EQ(steps(), 1U);
    EXPECT_FALSE(opened->session.actIsOpen());
    const LabelMap after = labels();
    mouse.move(at(5, 25));
    mouse.release(at(5, 25));
    EXPECT_EQ(labels(), after);
}

TEST_F(Hand, SaysWhyAnActCannotBegin) {
    opened->session.openCase().setLook(0, {true, true, 0.34, SegmentStyle::Both});
    QString why;
    QObject::connect(&view, &SliceView::refused, [&why](const QString& text) { why = text; });
    Mouse(view).click(at(5, 5));
    EXPECT_TRUE(why.startsWith("one is locked.")) << why.toStdString();
    EXPECT_EQ(steps(), 0U);
}

TEST_F(Hand, AltClickAndThePickToolTakeTheSegmentUnderThePointer) {
    std::vector<int> picked;
    QObject::connect(&view, &SliceView::segmentPicked, [&](int index) { picked.push_back(index); });
    Mouse(view, Qt::LeftButton, Qt::AltModifier).click(at(14, 11));
    usePlain(ViewTool::Kind::Pick);
    Mouse(view).click(at(14, 11));
    Mouse(view).click(at(3, 3));
    EXPECT_EQ(picked, (std::vector<int>{0, 0, -1}));
    EXPECT_EQ(steps(), 0U);
}

TEST_F(Hand, ShiftAndNavigateMoveTheCrosshairOfAllViews) {
    Mouse(view, Qt::LeftButton, Qt::ShiftModifier).click(at(7, 21));
    EXPECT_EQ(state().crosshair(), (VoxelIndex{7, 21, 12}));
    usePlain(ViewTool::Kind::Navigate);
    Mouse mouse(view);
    mouse.press(at(3, 4));
    mouse.move(at(33, 30));
    mouse.release(at(33, 30));
    EXPECT_EQ(state().crosshair(), (VoxelIndex{33, 30, 12}));
    EXPECT_EQ(steps(), 0U);
}

TEST_F(Hand, RightDragChangesTheWindowByTheImagesRange) {
    const GreyWindow before = state().window();
    Mouse mouse(view, Qt::RightButton);
    mouse.press({100, 100});
    mouse.move({150, 100});
    mouse.release({150, 100});
    const GreyWindow wider = state().window();
    EXPECT_GT(wider.width, before.width);
    EXPECT_DOUBLE_EQ(wider.level, before.level);
    mouse.press({100, 100});
    mouse.move({100, 140});
    mouse.release({100, 140});
    EXPECT_DOUBLE_EQ(state().window().width, wider.width);
    EXPECT_GT(state().window().level, wider.level);
}

TEST_F(Hand, RightClickAsksForTheMenuAndADragDoesNot) {
    std::vector<QPoint> asked;
    QObject::connect(&view, &QWidget::customContextMenuRequested,
                     [&asked](const QPoint& where) { asked.push_back(where); });
    Mouse mouse(view, Qt::RightButton);
    mouse.press({100, 100});
    mouse.move({180, 100});
    mouse.release({180, 100});
    EXPECT_TRUE(asked.empty());
    mouse.click({50, 60});
    EXPECT_EQ(asked, std::vector<QPoint>{QPoint(50, 60)});
}

TEST_F(Hand, TheWheelTurnsOneSliceForEach120Units) {
    turnWheel(view, {10, 10}, -120);
    EXPECT_EQ(state().crosshair().z, 13);
    for (int i = 0; i < 7; ++i) {
        turnWheel(view, {10, 10}, -15);
    }
    EXPECT_EQ(state().crosshair().z, 13);
    turnWheel(view, {10, 10}, -15);
    EXPECT_EQ(state().crosshair().z, 14);
    turnWheel(view, {10, 10}, 240);
    EXPECT_EQ(state().crosshair().z, 12);
}

TEST_F(Hand, ShiftAndTheWheelAskForAnotherBrushSize) {
    int wanted = 0;
    QObject::connect(&view, &SliceView::brushSizeWanted, [&wanted](int steps) { wanted += steps; });
    turnWheel(view, {10, 10}, 240, Qt::ShiftModifier);
    turnWheel(view, {10, 10}, -120, Qt::ShiftModifier);
    EXPECT_EQ(wanted, 1);
    EXPECT_EQ(state().crosshair().z, 12);
}

TEST_F(Hand, ControlAndTheWheelZoomAtThePointer) {
    const QPointF pointer = at(30, 7);
    const double before = view.zoom();
    double told = 0;
    QObject::connect(&view, &SliceView::zoomChanged, [&told](double zoom) { told = zoom; });
    turnWheel(view, pointer, 360, Qt::ControlModifier);
    EXPECT_NEAR(view.zoom(), before * std::pow(1.15, 3), 1e-9);
    EXPECT_DOUBLE_EQ(told, view.zoom());
    EXPECT_NEAR(at(30, 7).x(), pointer.x(), 1e-6);
    EXPECT_NEAR(at(30, 7).y(), pointer.y(), 1e-6);
    view.zoomToFit();
    EXPECT_DOUBLE_EQ(view.zoom(), before);
}

TEST_F(Hand, MiddleAndSpaceDragPan) {
    const QPointF before = at(10, 10);
    Mouse middle(view, Qt::MiddleButton);
    middle.press({50, 50});
    middle.move({80, 65});
    middle.release({80, 65});
    EXPECT_NEAR(at(10, 10).x(), before.x() + 30, 1e-9);
    EXPECT_NEAR(at(10, 10).y(), before.y() + 15, 1e-9);
    send(view, QKeyEvent(QEvent::KeyPress, Qt::Key_Space, Qt::NoModifier));
    Mouse left(view);
    left.press({50, 50});
    left.move({40, 50});
    left.release({40, 50});
    send(view, QKeyEvent(QEvent::KeyRelease, Qt::Key_Space, Qt::NoModifier));
    EXPECT_NEAR(at(10, 10).x(), before.x() + 20, 1e-9);
    EXPECT_EQ(steps(), 0U);
}

TEST_F(Hand, PaintsByKeysAlone) {
    const LabelMap before = labels();
    state().setCrosshair({5, 22, 12});
    brush.parameters.sizeMm = 0.5;
    pressKey(view, Qt::Key_Return);
    pressKey(view, Qt::Key_Right, Qt::AltModifier);
    pressKey(view, Qt::Key_Right, Qt::AltModifier);
    pressKey(view, Qt::Key_Down, Qt::AltModifier);
    pressKey(view, Qt::Key_Return);
    LabelMap expected = before;
    for (const auto& [x, y] : {std::pair{5, 22}, {6, 22}, {7, 22}, {7, 23}}) {
        expected.set({x, y, 12}, 1);
    }
    EXPECT_EQ(labels(), expected);
    EXPECT_EQ(steps(), 1U);
    pressKey(view, Qt::Key_Up, Qt::AltModifier | Qt::ShiftModifier);
    pressKey(view, Qt::Key_Return);
    pressKey(view, Qt::Key_Return);
    expected.set({7, 13, 12}, 1);
    EXPECT_EQ(labels(), expected) << "Shift goes ten voxels";
}

TEST_F(Hand, EnterIsTheWindowsWhileAProposalIsOpen) {
    opened->session.setProposal({LabelMap(opened->session.image().geometry()), 0, 23, {}, "", 0});
    QKeyEvent enter(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier);
    QApplication::sendEvent(&view, &enter);
    EXPECT_FALSE(enter.isAccepted());
    EXPECT_FALSE(opened->session.actIsOpen());
}

TEST_F(Hand, TellsTheVoxelUnderThePointer) {
    std::vector<std::optional<VoxelIndex>> told;
    QObject::connect(&view, &SliceView::pointed,
                     [&told](const auto& voxel) { told.push_back(voxel); });
    Mouse mouse(view);
    mouse.hover(at(3, 4));
    mouse.hover(at(3.2, 4.1));
    mouse.hover(at(9, 4));
    send(view, QEvent(QEvent::Leave));
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0], (VoxelIndex{3, 4, 12}));
    EXPECT_EQ(told[1], (VoxelIndex{9, 4, 12}));
    EXPECT_EQ(told[2], std::nullopt);
}

TEST_F(Hand, DrawsTheBrushAtItsSizeInMm) {
    Mouse mouse(view);
    mouse.hover(at(30, 22));
    const QImage image = pictureOf(view);
    const QPointF ring = at(30, 22) + QPointF(2 * 10, 0); // 4 mm at 10 px a mm, its radius
    int brightest = 0;
    for (int dx = -2; dx <= 2; ++dx) {
        brightest = std::max(brightest, qRed(image.pixel((ring + QPointF(dx, 0)).toPoint())));
    }
    EXPECT_GT(brightest, 190);
    EXPECT_EQ(qRed(image.pixel((at(30, 22) + QPointF(10, 10)).toPoint())), 100);
}

TEST(WheelSteps, StartAnewWhenTheWheelTurnsBack) {
    WheelSteps steps;
    EXPECT_EQ(steps.add(100), 0);
    EXPECT_EQ(steps.add(-100), 0);
    EXPECT_EQ(steps.add(-20), -1);
    EXPECT_EQ(steps.add(250), 2);
    EXPECT_EQ(steps.add(110), 1);
}

} // namespace
} // namespace laurel::ui
