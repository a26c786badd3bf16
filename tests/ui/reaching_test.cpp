#include "segments_desk.h"

#include "laurel/edit/contour_mask.h"

#include <QTest>

namespace laurel {

namespace {

/// Tools that are pointed at something, and how far what they do goes.
class Reaching : public SegmentsDesk {
  protected:
    QPoint pixel(std::int64_t x, std::int64_t y) {
        return desk.view().toWidget({static_cast<double>(x), static_cast<double>(y), 6}).toPoint();
    }
    void dragThrough(const std::vector<QPoint>& way) {
        ui::SliceView& view = desk.view();
        QTest::mousePress(&view, Qt::LeftButton, {}, way.front());
        for (const QPoint& at : way) {
            QTest::mouseMove(&view, at);
            desk.settle();
        }
        QTest::mouseRelease(&view, Qt::LeftButton, {}, way.back());
        desk.settle();
    }
    bool proposed() {
        return desk.waitFor([&] { return desk.session().proposal() != nullptr; }, 20000);
    }
    bool isFilled(std::int64_t slice) {
        const auto layer = labels().layer(segment(0).layer);
        const auto begin = layer.begin() + slice * 320 * 192;
        return std::find(begin, begin + 320 * 192, segment(0).value) != begin + 320 * 192;
    }
    void clear(const std::vector<std::int64_t>& slices) {
        for (const std::int64_t slice : slices) {
            desk.session().view().setCrosshair({160, 96, slice});
            desk.press(QStringLiteral("Del"));
            ASSERT_FALSE(isFilled(slice));
        }
    }
};

TEST_F(Reaching, ADragFromTheSeedSetsWhatTheRegionTakes) {
    desk.addSegment();
    desk.view().setFocus();
    desk.press(QStringLiteral("R"));
    const Segmentation before = desk.segmentation();
    const VoxelIndex at = inside(0);
    const QPoint start = pixel(at.x, at.y);
    QTest::mousePress(&desk.view(), Qt::LeftButton, {}, start);
    QTest::mouseMove(&desk.view(), start + QPoint(20, 0));
    desk.settle();
    const std::int64_t little = voxels(labels().segments().size() - 1);
    QTest::mouseMove(&desk.view(), start + QPoint(240, 0));
    desk.settle();
    EXPECT_GT(voxels(labels().segments().size() - 1), little) << "seen while it is dragged";
    desk.screenshot("region-drag-1280x800-dark");
    QTest::mouseMove(&desk.view(), start + QPoint(120, 0));
    QTest::mouseRelease(&desk.view(), Qt::LeftButton, {}, start + QPoint(120, 0));
    desk.settle();
    EXPECT_EQ(lastStep(), "Region");
    auto* field = desk.find<QWidget>(QStringLiteral("pane.options"))->findChild<ui::NumberField*>();
    ASSERT_NE(field, nullptr);
    EXPECT_EQ(field->value(), 30) << "one percent for four pixels";
    const Volume& image = desk.session().image();
    const double range = percentileWindow(image, 0, 2, 98).width;
    const ContinuousIndex under = desk.view().toIndex(start);
    const double seed = image.value({std::lround(under.x), std::lround(under.y), 6}, 0);
    double most = 0;
    for (std::int64_t i = 0; i < 320 * 192; ++i) {
        const VoxelIndex voxel{i % 320, i / 320, 6};
        if (labels().at(voxel) == labels().segments().back().value) {
            most = std::max(most, std::abs(image.value(voxel, 0) - seed));
        }
    }
    EXPECT_LE(most, 0.30 * range + 1e-6);
    EXPECT_GT(most, 0.10 * range) << "more than a click would have taken";
    undoneAndRedone(before);
}

TEST_F(Reaching, AClickOnAnIslandKeepsItAndOneWithCtrlRemovesIt) {
    const VoxelIndex body = inside(0);
    desk.press(QStringLiteral("B"));
    desk.clickVoxel(desk.view(), {4, 4, 6});
    const Segmentation before = desk.segmentation();
    desk.press(QStringLiteral("K"));
    ASSERT_TRUE(offered());
    desk.clickVoxel(desk.view(), {4, 4, 6}, Qt::ControlModifier);
    ASSERT_TRUE(desk.waitFor([&] {
        const EditStep* offer = desk.session().offer();
        return offer != nullptr && offer->label.action == "Remove piece";
    })) << desk.messages().toStdString();
    EXPECT_EQ(desk.segmentation(), before) << "shown first";
    desk.clickVoxel(desk.view(), {4, 4, 6});
    ASSERT_TRUE(desk.waitFor([&] {
        const EditStep* offer = desk.session().offer();
        return offer != nullptr && offer->label.action == "Keep piece";
    }));
    EXPECT_GT(desk.session().offer()->voxels.voxels(), 1000) << "the muscle would go";
    desk.press(QStringLiteral("Esc"));
    desk.clickVoxel(desk.view(), {4, 4, 6}, Qt::ControlModifier);
    ASSERT_TRUE(offered());
    desk.view().setFocus();
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Remove piece");
    EXPECT_EQ(labels().at({4, 4, 6}), 0);
    EXPECT_EQ(labels().at(body), segment(0).value);
    undoneAndRedone(before);
}

TEST_F(Reaching, ALassoThroughARangeIsShownThenDone) {
    desk.addSegment();
    desk.view().setFocus();
    desk.press(QStringLiteral("L"));
    option<ui::Segmented>("operation.reach")->choose(1);
    for (const auto& [name, number] : {std::pair("range.first", 5), std::pair("range.last", 8)}) {
        option<ui::NumberField>(name)->setValue(number);
        Q_EMIT option<ui::NumberField>(name)->changed(number);
    }
    const Segmentation before = desk.segmentation();
    dragThrough({pixel(10, 10), pixel(40, 10), pixel(40, 30), pixel(10, 30)});
    ASSERT_NE(desk.session().offer(), nullptr) << desk.messages().toStdString() << lastStep();
    EXPECT_EQ(desk.segmentation(), before) << "nothing is written before it is accepted";
    desk.screenshot("lasso-range-preview-1280x800-dark");
    desk.press(QStringLiteral("B")); // another tool leaves it
    ASSERT_NE(desk.session().offer(), nullptr);
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Lasso");
    const std::uint16_t value = labels().segments().back().value;
    std::int64_t here = 0;
    for (std::int64_t i = 0; i < 320 * 192 * 12; ++i) {
        const VoxelIndex at{i % 320, i / 320 % 192, i / (320 * 192)};
        const bool within = at.z >= 4 && at.z <= 7;
        ASSERT_EQ(labels().at(at) == value, within && labels().at({at.x, at.y, 6}) == value);
        here += at.z == 6 && labels().at(at) == value ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(here), 30 * 20, 90);
    undoneAndRedone(before);
    // On a slice that the range leaves out nothing is done, and that is said.
    desk.press(QStringLiteral("L"));
    desk.session().view().setCrosshair({160, 96, 10});
    const Segmentation after = desk.segmentation();
    dragThrough({pixel(60, 10), pixel(80, 10), pixel(80, 30), pixel(60, 30)});
    EXPECT_EQ(desk.session().offer(), nullptr);
    EXPECT_EQ(desk.segmentation(), after);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("not one of the range")));
}

TEST_F(Reaching, InterpolatesThisGapOrAllByShapesOrTheImage) {
    ASSERT_NO_FATAL_FAILURE(clear({4, 5, 7, 8}));
    const Segmentation before = desk.segmentation();
    desk.press(QStringLiteral("D")); // slice 8, counted from 0
    ASSERT_TRUE(proposed()) << desk.messages().toStdString();
    EXPECT_EQ(desk.segmentation(), before) << "nothing is written before it is accepted";
    EXPECT_EQ(option<ui::Segmented>("interpolate.gaps")->index(), 0);
    const LabelMap shapes = desk.session().proposal()->labels;
    option<ui::Segmented>("interpolate.by")->choose(1);
    ASSERT_TRUE(desk.waitFor(
        [&] {
            const Proposal* now = desk.session().proposal();
            return now != nullptr && now->labels != shapes;
        },
        30000))
        << "the preview follows the options";
    desk.screenshot("interpolate-image-preview-1280x800-dark");
    desk.view().setFocus();
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    EXPECT_EQ(lastStep(), "Interpolate");
    EXPECT_TRUE(isFilled(7) && isFilled(8));
    EXPECT_FALSE(isFilled(4) || isFilled(5)) << "another gap";
    undoneAndRedone(before);
    desk.press(QStringLiteral("Shift+D"));
    ASSERT_TRUE(proposed()) << desk.messages().toStdString();
    EXPECT_EQ(option<ui::Segmented>("interpolate.gaps")->index(), 2);
    desk.press(QStringLiteral("Return"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().proposal() == nullptr; }));
    EXPECT_TRUE(isFilled(4) && isFilled(5) && isFilled(7) && isFilled(8));
}

TEST_F(Reaching, CurvesObeyTheSameRulesAsMaskTools) {
    desk.press(QStringLiteral("Shift+C"));
    auto* area = option<ui::Dropdown>("rules.area");
    ASSERT_NE(area, nullptr);
    ASSERT_NE(option<ui::CheckBox>("rules.values"), nullptr);
    desk.screenshot("curve-options-1280x800-dark");
    area->setIndex(1); // outside all segments
    Q_EMIT area->chosen(1);
    const Segmentation before = desk.segmentation();
    const PlaneFrame frame(desk.session().image().geometry(), {2, 6});
    const std::vector<Contour> curves =
        traceContours(frame.maskOf(labels(), segment(0).layer, segment(0).value), frame);
    desk.view().setZoom(4);
    desk.settle();
    // A handle far over the neighbours.
    const CurvePoint handle = curves.front().handles.front();
    const CurvePoint away = handle + (handle - centreOf(curves.front())) * 0.8;
    const auto at = [&](const CurvePoint& point) {
        return desk.view().toWidget(frame.toIndex(point)).toPoint();
    };
    dragThrough({at(handle), at(away)});
    EXPECT_EQ(lastStep(), "Move handle");
    std::int64_t taken = 0;
    for (std::size_t i = 0; i < before.labels.layer(0).size(); ++i) {
        const std::uint16_t was = before.labels.layer(0)[i];
        const std::uint16_t now = labels().layer(0)[i];
        ASSERT_TRUE(now == was || was == 0 || was == segment(0).value) << "a neighbour's";
        taken += was == 0 && now != 0 ? 1 : 0;
    }
    EXPECT_GT(taken, 0);
    undoneAndRedone(before);
}

TEST_F(Reaching, SnappingByADragOverTheCurve) {
    desk.press(QStringLiteral("Shift+C"));
    desk.press(QStringLiteral("M")); // among curves
    const Segmentation before = desk.segmentation();
    const PlaneFrame frame(desk.session().image().geometry(), {2, 6});
    const std::vector<Contour> curves =
        traceContours(frame.maskOf(labels(), segment(0).layer, segment(0).value), frame);
    std::vector<QPoint> way;
    for (const CurvePoint& handle : curves.front().handles) {
        way.push_back(desk.view().toWidget(frame.toIndex(handle)).toPoint());
    }
    dragThrough(way);
    EXPECT_EQ(lastStep(), "Snap to edges");
    EXPECT_EQ(desk.session().offer(), nullptr) << "what the pointer touches is done at once";
    undoneAndRedone(before);
}

} // namespace
} // namespace laurel
