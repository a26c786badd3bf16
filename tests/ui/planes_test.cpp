#include "ui/desk.h"

#include "laurel/edit/contour_mask.h"
#include "laurel/ui_kit/controls.h"

#include <QTest>

namespace laurel {

namespace {

std::int64_t along(const VoxelIndex& at, int axis) {
    return axis == 0 ? at.x : axis == 1 ? at.y : at.z;
}

VoxelIndex moved(VoxelIndex at, int axis, std::int64_t by) {
    (axis == 0 ? at.x : axis == 1 ? at.y : at.z) += by;
    return at;
}

} // namespace

/// A person who works in the two views across the acquired slices.
class Planes : public ::testing::Test {
  protected:
    void SetUp() override {
        desk.openLeg(24);
        ASSERT_TRUE(desk.bench().session());
        desk.paintTruth();
        desk.session().view().setCrossLines(false);
        desk.session().view().setActiveSegment(0);
        desk.session().view().setCrosshair(middleOf(segment()));
        desk.settle();
    }

    const LabelMap& labels() { return desk.segmentation().labels; }
    const Segment& segment(std::size_t index = 0) { return labels().segments().at(index); }
    bool has(const LabelMap& map, const VoxelIndex& at, std::size_t index = 0) {
        return map.at(at, segment(index).layer) == segment(index).value;
    }
    std::string lastStep() {
        const EditHistory& history = desk.history();
        return history.position() == 0 ? ""
                                       : history.steps().at(history.position() - 1).label.action;
    }
    std::size_t steps() { return desk.history().position(); }
    bool offered() {
        return desk.waitFor([&] { return desk.session().offer() != nullptr; }, 20000);
    }

    template <typename Visit>
    void forEachVoxel(const Visit& visit) {
        const GridSize size = labels().geometry().size();
        for (VoxelIndex at; at.z < size.z; ++at.z) {
            for (at.y = 0; at.y < size.y; ++at.y) {
                for (at.x = 0; at.x < size.x; ++at.x) {
                    visit(at);
                }
            }
        }
    }
    /// A voxel of the segment with the segment around it in all directions.
    VoxelIndex middleOf(const Segment& wanted) {
        VoxelIndex found{-1, -1, -1};
        forEachVoxel([&](const VoxelIndex& at) {
            const auto is = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
                return labels().geometry().contains({x, y, z}) &&
                       labels().at({x, y, z}, wanted.layer) == wanted.value;
            };
            if (found.x < 0 && at.z >= 10 && is(at.x - 5, at.y, at.z) && is(at.x + 5, at.y, at.z) &&
                is(at.x, at.y - 5, at.z) && is(at.x, at.y + 5, at.z) && is(at.x, at.y, at.z - 3) &&
                is(at.x, at.y, at.z + 3)) {
                found = at;
            }
        });
        EXPECT_GE(found.x, 0);
        return found;
    }
    /// Every voxel outside the plane is as it was. @return how many within it differ
    std::int64_t changedOnlyIn(const SlicePlane& plane, const LabelMap& before) {
        std::int64_t within = 0;
        std::int64_t beyond = 0;
        forEachVoxel([&](const VoxelIndex& at) {
            for (int layer = 0; layer < before.layers(); ++layer) {
                if (labels().at(at, layer) != before.at(at, layer)) {
                    ++(along(at, plane.axis) == plane.index ? within : beyond);
                }
            }
        });
        EXPECT_EQ(beyond, 0) << "voxels of slices that nobody looks at";
        return within;
    }
    void isUndone(const Segmentation& before) {
        const Segmentation after = desk.segmentation();
        desk.press(QStringLiteral("Ctrl+Z"));
        EXPECT_EQ(desk.segmentation(), before);
        desk.press(QStringLiteral("Ctrl+Y"));
        EXPECT_EQ(desk.segmentation(), after);
        desk.press(QStringLiteral("Ctrl+Z"));
    }
    SlicePlane plane(int axis) { return desk.session().view().planeOf(axis); }

    Desk desk;
};

TEST_F(Planes, DelInTheCoronalViewRemovesTheHandleAndNothingElse) {
    desk.press(QStringLiteral("Shift+C"));
    desk.press(QStringLiteral("Alt+3"));
    desk.settle();
    const PlaneFrame frame(desk.session().image().geometry(), plane(1));
    const auto curves =
        traceContours(frame.maskOf(labels(), segment().layer, segment().value), frame);
    ASSERT_FALSE(curves.empty());
    const Segmentation before = desk.segmentation();
    const ContinuousIndex handle = frame.toIndex(curves.front().handles.at(1));
    QTest::mouseClick(&desk.view(1), Qt::LeftButton, {}, desk.view(1).toWidget(handle).toPoint());
    const std::size_t done = steps();
    desk.press(QStringLiteral("Del"));
    EXPECT_EQ(lastStep(), "Remove handle");
    EXPECT_EQ(steps(), done + 1);
    std::int64_t voxels = 0;
    for (const std::uint8_t voxel : frame.maskOf(before.labels, segment().layer, segment().value)) {
        voxels += voxel;
    }
    EXPECT_LT(changedOnlyIn(plane(1), before.labels), voxels / 2);
    isUndone(before);
}

TEST_F(Planes, DelWithoutAHandleClearsTheSliceOfThatView) {
    for (const int axis : {0, 1, 2}) {
        desk.clickVoxel(desk.view(axis), desk.session().view().crosshair());
        const Segmentation before = desk.segmentation();
        const std::size_t done = steps();
        desk.press(QStringLiteral("Del"));
        EXPECT_EQ(lastStep(), "Clear") << axis;
        EXPECT_EQ(steps(), done + 1);
        EXPECT_GT(changedOnlyIn(plane(axis), before.labels), 0) << axis;
        forEachVoxel([&](const VoxelIndex& at) {
            if (along(at, axis) == plane(axis).index) {
                ASSERT_FALSE(has(labels(), at)) << "left behind";
                if (!has(before.labels, at)) {
                    ASSERT_EQ(labels().at(at), before.labels.at(at)) << "another's";
                }
            }
        });
        isUndone(before);
    }
}

TEST_F(Planes, NoSliceIsClearedOrReviewedThatNoViewShows) {
    const Segmentation before = desk.segmentation();
    desk.press(QStringLiteral("Alt+4")); // the curves alone
    for (const char* keys : {"Del", "Ctrl+D", "N", "Shift+R", "Ctrl+Return", "Shift+Return"}) {
        desk.press(QString::fromUtf8(keys));
        desk.settle();
        EXPECT_EQ(desk.segmentation(), before) << keys;
        EXPECT_EQ(desk.session().offer(), nullptr) << keys;
    }
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("in view")));
    desk.press(QStringLiteral("Alt+2")); // the sagittal view alone
    desk.press(QStringLiteral("Ctrl+Return"));
    EXPECT_EQ(desk.segmentation(), before) << "reviewed unseen";
    desk.press(QStringLiteral("Ctrl+5")); // the page of models
    desk.press(QStringLiteral("Del"));
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Planes, KeysTurnTheSlicesOfTheViewLastActedIn) {
    const VoxelIndex middle = desk.session().view().crosshair();
    desk.press(QStringLiteral("V"));
    for (const int axis : {0, 1, 2}) {
        desk.session().view().setCrosshair(middle);
        desk.clickVoxel(desk.view(axis), middle);
        EXPECT_EQ(desk.session().view().activeAxis(), axis);
        const auto at = [&] { return desk.session().view().crosshair(); };
        const VoxelIndex start = at(); // a click is as exact as a pixel
        desk.press(QStringLiteral("Down"));
        EXPECT_EQ(at(), moved(start, axis, 1)) << axis;
        desk.press(QStringLiteral("Up"));
        desk.press(QStringLiteral("PgUp"));
        EXPECT_EQ(at(), moved(start, axis, -10)) << axis;
        desk.press(QStringLiteral("Home"));
        EXPECT_EQ(at(), moved(start, axis, -along(start, axis))) << axis;
        desk.press(QStringLiteral("Ctrl+G"));
        desk.type(QStringLiteral("7"));
        desk.press(QStringLiteral("Return"));
        EXPECT_EQ(at(), moved(start, axis, 6 - along(start, axis))) << axis;
        desk.press(QStringLiteral("Down"));
        EXPECT_EQ(along(at(), axis), 7) << "the focus is back in view " << axis;
    }
    desk.press(QStringLiteral("Alt+3"));
    EXPECT_EQ(desk.session().view().activeAxis(), 1) << "the one that is shown";
    desk.screenshot("coronal-alone-1280x800-dark");
    desk.press(QStringLiteral("Alt+0"));
}

TEST_F(Planes, BrushAndLassoPaintInTheSagittalViewOnly) {
    desk.addSegment();
    desk.settle();
    const std::size_t added = labels().segments().size() - 1;
    const VoxelIndex at = desk.session().view().crosshair();
    ui::SliceView& view = desk.view(0);
    desk.press(QStringLiteral("B"));
    Segmentation before = desk.segmentation();
    desk.drag(view, {at.x, at.y, at.z - 4}, {at.x, at.y, at.z + 4});
    EXPECT_EQ(lastStep(), "Brush");
    EXPECT_GT(changedOnlyIn(plane(0), before.labels), 8);
    for (std::int64_t z = at.z - 4; z <= at.z + 4; ++z) {
        EXPECT_TRUE(has(labels(), {at.x, at.y, z}, added)) << "a gap at " << z;
        EXPECT_EQ(desk.segmentation().slices.at(static_cast<std::size_t>(z)), SliceState::InWork);
    }
    isUndone(before);
    desk.press(QStringLiteral("L"));
    before = desk.segmentation();
    const auto pixel = [&](std::int64_t y, std::int64_t z) {
        return view
            .toWidget({static_cast<double>(at.x), static_cast<double>(y), static_cast<double>(z)})
            .toPoint();
    };
    QTest::mousePress(&view, Qt::LeftButton, {}, pixel(at.y - 20, at.z - 5));
    for (const QPoint& corner :
         {pixel(at.y + 20, at.z - 5), pixel(at.y + 20, at.z + 5), pixel(at.y - 20, at.z + 5)}) {
        QTest::mouseMove(&view, corner);
        desk.settle();
    }
    QTest::mouseRelease(&view, Qt::LeftButton, {}, pixel(at.y - 20, at.z + 5));
    desk.settle();
    EXPECT_EQ(lastStep(), "Lasso");
    EXPECT_NEAR(static_cast<double>(changedOnlyIn(plane(0), before.labels)), 40 * 10, 60);
    EXPECT_TRUE(has(labels(), {at.x, at.y, at.z}, added));
    isUndone(before);
}

TEST_F(Planes, CopyToNextGoesAlongTheViewAndIsShownFirst) {
    for (const int axis : {1, 0, 2}) {
        desk.clickVoxel(desk.view(axis), desk.session().view().crosshair());
        const Segmentation before = desk.segmentation();
        const SlicePlane from = plane(axis);
        desk.press(QStringLiteral("Ctrl+D"));
        ASSERT_NE(desk.session().offer(), nullptr) << axis;
        EXPECT_EQ(desk.segmentation(), before) << "nothing is written before it is accepted";
        EXPECT_EQ(plane(axis).index, from.index + 1);
        desk.press(QStringLiteral("Ctrl+D"));
        EXPECT_EQ(plane(axis).index, from.index + 1) << "one preview at a time";
        if (axis == 1) {
            desk.settle();
            desk.screenshot("copy-preview-coronal-1280x800-dark");
        }
        desk.press(QStringLiteral("Return"));
        EXPECT_EQ(lastStep(), "Copy slice");
        changedOnlyIn(plane(axis), before.labels);
        forEachVoxel([&](const VoxelIndex& at) {
            if (along(at, axis) == from.index) {
                // With the navigating tool nobody's voxels are painted over.
                const VoxelIndex to = moved(at, axis, 1);
                const std::uint16_t there = before.labels.at(to);
                const bool free = there == 0 || there == segment().value;
                ASSERT_EQ(has(labels(), to), has(before.labels, at) && free);
            }
        });
        isUndone(before);
        desk.press(QStringLiteral("Ctrl+D"));
        desk.press(QStringLiteral("Esc"));
        EXPECT_EQ(desk.session().offer(), nullptr);
        EXPECT_EQ(desk.segmentation(), before);
    }
}

TEST_F(Planes, PropagationFollowsTheImageInTheSagittalView) {
    desk.clickVoxel(desk.view(0), desk.session().view().crosshair());
    const Segmentation before = desk.segmentation();
    const SlicePlane from = plane(0);
    // So that what the next slice has can be told from what it is given.
    desk.press(QStringLiteral("Down"));
    desk.press(QStringLiteral("Del"));
    desk.press(QStringLiteral("Up"));
    const Segmentation cleared = desk.segmentation();
    desk.press(QStringLiteral("N"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 30000))
        << desk.messages().toStdString();
    EXPECT_EQ(plane(0).index, from.index + 1);
    desk.settle();
    desk.screenshot("propagate-sagittal-1280x800-dark");
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    EXPECT_EQ(lastStep(), "Propagate");
    EXPECT_GT(changedOnlyIn(plane(0), cleared.labels), 0);
    std::int64_t both = 0;
    std::int64_t sum = 0;
    forEachVoxel([&](const VoxelIndex& at) {
        if (at.x == from.index + 1) {
            both += has(labels(), at) && has(before.labels, at) ? 1 : 0;
            sum += (has(labels(), at) ? 1 : 0) + (has(before.labels, at) ? 1 : 0);
        }
    });
    EXPECT_GT(2.0 * static_cast<double>(both) / static_cast<double>(sum), 0.85)
        << "about what was there";
}

TEST_F(Planes, AnOperationInThisSliceMeansTheSliceOfThatView) {
    desk.clickVoxel(desk.view(1), desk.session().view().crosshair());
    const Segmentation before = desk.segmentation();
    desk.press(QStringLiteral("G"));
    ASSERT_TRUE(offered());
    auto* reach = desk.find<QWidget>(QStringLiteral("pane.options"))
                      ->findChild<ui::Segmented*>(QStringLiteral("operation.reach"));
    ASSERT_NE(reach, nullptr);
    reach->choose(0);
    ASSERT_TRUE(desk.waitFor([&] {
        const EditStep* offer = desk.session().offer();
        if (offer == nullptr) {
            return false;
        }
        const VoxelBox box = offer->voxels.box(labels().geometry().size());
        return box.low.y == box.high.y;
    }));
    desk.settle();
    desk.view(1).setFocus();
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Grow 2 mm");
    EXPECT_GT(changedOnlyIn(plane(1), before.labels), 0);
    isUndone(before);
}

TEST_F(Planes, SnapAndSimplifyInTheSagittalViewAreShownFirst) {
    desk.press(QStringLiteral("Shift+C"));
    desk.clickVoxel(desk.view(0), {0, 2, 2}); // beside every curve
    const Segmentation before = desk.segmentation();
    desk.press(QStringLiteral("Shift+M"));
    ASSERT_TRUE(offered());
    EXPECT_EQ(desk.segmentation(), before);
    desk.screenshot("snap-preview-sagittal-1280x800-dark");
    desk.press(QStringLiteral("Esc"));
    EXPECT_EQ(desk.segmentation(), before);
    desk.press(QStringLiteral("Shift+M"));
    ASSERT_TRUE(offered());
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Snap to edges");
    EXPECT_GT(changedOnlyIn(plane(0), before.labels), 0);
    isUndone(before);
}

} // namespace laurel
