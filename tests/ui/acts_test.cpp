#include "segments_desk.h"

#include "laurel/edit/contour_mask.h"

#include <QAbstractButton>
#include <QTest>

namespace laurel {

namespace {

/// Acts by key on the chosen segment: in the slice, in a range of slices, in all.
class Acts : public SegmentsDesk {
  protected:
    static constexpr std::int64_t sliceVoxels = std::int64_t{320} * 192;

    void reach(int index) { option<ui::Segmented>("acts.reach")->choose(index); }
    /// Slices counted from 1.
    void range(int first, int last) {
        reach(1);
        QWidget* const options = desk.find<QWidget>(QStringLiteral("pane.options"));
        for (const auto& [name, value] : {std::pair("range.first", first), {"range.last", last}}) {
            for (auto* field : options->findChildren<ui::NumberField*>(QString::fromUtf8(name))) {
                if (field->isVisible()) {
                    field->setValue(value);
                    Q_EMIT field->changed(value);
                }
            }
        }
        desk.settle();
        desk.view().setFocus();
    }
    std::int64_t voxelsIn(std::size_t index, std::int64_t slice) {
        const auto layer = labels().layer(segment(index).layer);
        const auto begin = layer.begin() + slice * sliceVoxels;
        return std::count(begin, begin + sliceVoxels, segment(index).value);
    }
    static VoxelIndex voxelAt(const PlaneFrame& frame, const CurvePoint& at) {
        const ContinuousIndex index = frame.toIndex(at);
        return {std::lround(index.x), std::lround(index.y), std::lround(index.z)};
    }
    std::vector<std::int64_t> areas() {
        std::vector<std::int64_t> all;
        for (std::int64_t slice = 0; slice < 12; ++slice) {
            all.push_back(voxelsIn(0, slice));
        }
        return all;
    }
    /// Of the points on the first segment's curves of that plane, how many look otherwise now.
    double shareOfCurveThatChanged(const QImage& before, const SlicePlane& plane) {
        const QImage now = desk.view().grab().toImage();
        const PlaneFrame frame(desk.session().image().geometry(), plane);
        int seen = 0;
        int changed = 0;
        for (const Contour& curve :
             traceContours(frame.maskOf(labels(), segment(0).layer, segment(0).value), frame)) {
            for (const CurvePoint& point : flatten(curve, 0.1)) {
                const QPoint at = desk.view().toWidget(frame.toIndex(point)).toPoint();
                ++seen;
                changed += now.pixel(at) != before.pixel(at) ? 1 : 0;
            }
        }
        EXPECT_GT(seen, 5);
        return static_cast<double>(changed) / std::max(seen, 1);
    }
    /// Shows it, and nothing is written before Enter.
    void offerThenAccept(const QString& key) {
        const Segmentation before = desk.segmentation();
        const std::size_t steps = desk.history().position();
        desk.press(key);
        ASSERT_TRUE(offered()) << desk.messages().toStdString();
        EXPECT_EQ(desk.segmentation(), before) << "shown first";
        desk.press(QStringLiteral("Return"));
        ASSERT_TRUE(desk.waitFor([&] { return desk.session().offer() == nullptr; }));
        EXPECT_EQ(desk.history().position(), steps + 1);
        undoneAndRedone(before);
    }
};

TEST_F(Acts, ClearARangeOfSlicesOnceItWasShown) {
    desk.press(QStringLiteral("B"));
    range(5, 9);
    std::vector<std::int64_t> expected = areas();
    std::fill(expected.begin() + 4, expected.begin() + 9, 0);
    desk.screenshot("acts-range-1280x800-dark");
    offerThenAccept(QStringLiteral("Del"));
    EXPECT_EQ(areas(), expected);
    EXPECT_EQ(lastStep(), "Clear");
}

TEST_F(Acts, ClearAtOnceInTheSliceAsEver) {
    std::vector<std::int64_t> expected = areas();
    expected[6] = 0;
    desk.press(QStringLiteral("Del"));
    EXPECT_EQ(desk.session().offer(), nullptr);
    EXPECT_EQ(areas(), expected);
}

TEST_F(Acts, RefuseASliceOutsideTheRange) {
    desk.press(QStringLiteral("B"));
    range(1, 3);
    const Segmentation before = desk.segmentation();
    for (const char* key : {"Del", "Ctrl+D", "Shift+R"}) {
        desk.press(QString::fromUtf8(key));
        EXPECT_EQ(desk.session().offer(), nullptr) << key;
    }
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Slice 7 is none of the slices")))
        << desk.messages().toStdString();
}

TEST_F(Acts, CopyOneSliceToAllOfARange) {
    desk.press(QStringLiteral("B"));
    range(6, 10);
    std::vector<std::int64_t> expected = areas();
    // Overwriting is as the brush has it: unlocked neighbours give way.
    std::fill(expected.begin() + 5, expected.begin() + 10, expected[6]);
    offerThenAccept(QStringLiteral("Ctrl+D"));
    EXPECT_EQ(areas(), expected);
    EXPECT_EQ(lastStep(), "Copy slice");
}

TEST_F(Acts, RemoveOverlapEverywhere) {
    desk.press(QStringLiteral("Ctrl+Shift+D")); // a copy that may overlap
    desk.press(QStringLiteral("B"));
    reach(2);
    desk.view().setFocus();
    desk.session().view().setActiveSegment(1);
    ASSERT_EQ(voxels(0), voxels(1));
    offerThenAccept(QStringLiteral("Shift+R"));
    EXPECT_EQ(voxels(0), 0) << "the copy keeps what it has, in all slices";
    EXPECT_GT(voxels(1), 0);
}

TEST_F(Acts, SnapAndSimplifyTheCurvesOfAllSlices) {
    desk.press(QStringLiteral("Shift+C"));
    reach(2);
    desk.view().setFocus();
    const LabelMap before = labels();
    offerThenAccept(QStringLiteral("Shift+M"));
    EXPECT_EQ(lastStep(), "Snap to edges");
    std::int64_t changed = 0;
    for (std::int64_t slice = 0; slice < 12; ++slice) {
        const auto was = before.layer(0).begin() + slice * sliceVoxels;
        changed +=
            std::equal(was, was + sliceVoxels, labels().layer(0).begin() + slice * sliceVoxels) ? 0
                                                                                                : 1;
    }
    EXPECT_GT(changed, 6);
    desk.press(QStringLiteral("Shift+U"));
    if (desk.session().offer() != nullptr) {
        EXPECT_NE(desk.session().offer()->label.detail.find("more slices"), std::string::npos);
        desk.press(QStringLiteral("Return"));
        EXPECT_EQ(lastStep(), "Simplify");
    }
}

TEST_F(Acts, TheCurvesOfTheSliceAreListed) {
    desk.press(QStringLiteral("Shift+C"));
    desk.settle();
    auto* list = option<QWidget>("curve.list");
    ASSERT_NE(list, nullptr);
    const auto rows = [&] { return list->findChildren<QAbstractButton*>(); };
    const PlaneFrame frame(desk.session().image().geometry(), {2, 6});
    const auto curves =
        traceContours(frame.maskOf(labels(), segment(0).layer, segment(0).value), frame);
    ASSERT_FALSE(curves.empty());
    ASSERT_TRUE(desk.waitFor([&] { return rows().size() == std::ssize(curves); }));
    EXPECT_TRUE(rows().front()->accessibleName().contains(QStringLiteral("handles")));
    desk.session().view().setCrosshair({2, 2, 6});
    rows().front()->click();
    const VoxelIndex at = desk.session().view().crosshair();
    EXPECT_EQ(at.z, 6);
    EXPECT_GT(at.x, 10) << "in the muscle, not in the corner";
    EXPECT_FALSE(option<QWidget>("curve.profile")->isVisible()) << "no handle is chosen";
    desk.clickVoxel(desk.view(), voxelAt(frame, curves.front().handles.front()));
    ASSERT_TRUE(desk.waitFor([&] { return option<QWidget>("curve.profile")->isVisible(); }));
    EXPECT_TRUE(
        option<QWidget>("curve.profile")->findChild<ui::Label*>()->text().startsWith("Edge "));
    desk.press(QStringLiteral("V"));
    desk.press(QStringLiteral("Del"));
    desk.press(QStringLiteral("Shift+C"));
    list = option<QWidget>("curve.list");
    ASSERT_TRUE(desk.waitFor([&] { return rows().empty(); }));
}

TEST_F(Acts, TheCurvesOfTheSliceBeforeAreShownDashed) {
    desk.press(QStringLiteral("Del")); // so that only the neighbour's are there
    desk.press(QStringLiteral("Shift+C"));
    desk.settle();
    const auto shows = [&](bool shown) {
        option<ui::CheckBox>("curve.previous")->setChecked(shown);
        desk.view().setFocus();
        desk.settle();
    };
    const std::int64_t before = desk.session().view().crosshair().z - 1;
    const QImage without = desk.view().grab().toImage();
    shows(true);
    desk.screenshot("curve-neighbours-1280x800-dark");
    EXPECT_GT(shareOfCurveThatChanged(without, {2, before}), 0.3);
    EXPECT_LT(shareOfCurveThatChanged(without, {2, before}), 0.95) << "dashed, not drawn through";
    shows(false);
    EXPECT_EQ(shareOfCurveThatChanged(without, {2, before}), 0);
}

TEST_F(Acts, EachCaseBeginsWithActsInOneSlice) {
    desk.press(QStringLiteral("B"));
    reach(2);
    desk.settle();
    desk.openLeg(6); // instead of the one that is open
    desk.paintTruth();
    desk.session().view().setActiveSegment(0);
    desk.session().view().setCrosshair({160, 96, 4});
    desk.press(QStringLiteral("B"));
    desk.settle();
    EXPECT_EQ(option<ui::Segmented>("acts.reach")->index(), 0);
    desk.view().setFocus();
    const std::int64_t others = voxelsIn(0, 3) + voxelsIn(0, 5);
    ASSERT_GT(voxelsIn(0, 4), 0);
    desk.press(QStringLiteral("Del"));
    EXPECT_EQ(voxelsIn(0, 4), 0);
    EXPECT_EQ(voxelsIn(0, 3) + voxelsIn(0, 5), others);
}

} // namespace
} // namespace laurel
