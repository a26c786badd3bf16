#include "segments_desk.h"

#include "laurel/ui_kit/range_histogram.h"

#include <QTest>

namespace laurel {

namespace {

class PaintingRules : public SegmentsDesk {};

TEST_F(PaintingRules, TheBrushPaintsOnlyWhereTheRulesLetIt) {
    desk.press(QStringLiteral("B"));
    auto* area = option<ui::Dropdown>("rules.area");
    ASSERT_NE(area, nullptr);
    const Segmentation before = desk.segmentation();
    const VoxelIndex other = inside(1);
    // Outside all segments: nothing of another is taken.
    area->setIndex(1);
    Q_EMIT area->chosen(1);
    desk.drag(desk.view(), {3, 3, 6}, {other.x, other.y, 6});
    EXPECT_EQ(labels().at({3, 3, 6}), segment(0).value);
    for (std::size_t i = 0; i < before.labels.layer(0).size(); ++i) {
        const std::uint16_t was = before.labels.layer(0)[i];
        ASSERT_TRUE(labels().layer(0)[i] == was || was == 0);
    }
    desk.press(QStringLiteral("Ctrl+Z"));
    ASSERT_EQ(labels(), before.labels);
    // Inside any segment, then inside the second alone: there and nowhere else.
    for (const int choice : {2, 4}) {
        area->setIndex(choice);
        Q_EMIT area->chosen(choice);
        desk.clickVoxel(desk.view(), {3, 3, 6});
        EXPECT_EQ(labels(), before.labels);
        desk.clickVoxel(desk.view(), other);
        EXPECT_EQ(labels().at(other), segment(0).value);
        for (std::size_t i = 0; i < before.labels.layer(0).size(); ++i) {
            const std::uint16_t was = before.labels.layer(0)[i];
            ASSERT_TRUE(labels().layer(0)[i] == was || was == segment(1).value ||
                        (choice == 2 && was != 0));
        }
        if (choice == 2) {
            desk.press(QStringLiteral("Ctrl+Z"));
            ASSERT_EQ(labels(), before.labels);
        }
    }
    desk.screenshot("rules-1280x800-dark");
}

TEST_F(PaintingRules, HiddenSegmentsAreSparedByVisible) {
    desk.press(QStringLiteral("B"));
    auto* overwrite = option<ui::Dropdown>("rules.overwrite");
    overwrite->setIndex(1);
    Q_EMIT overwrite->chosen(1);
    const VoxelIndex other = inside(1);
    const Segmentation before = desk.segmentation();
    desk.press(QStringLiteral("W"));
    desk.press(QStringLiteral("H")); // hides the second
    desk.press(QStringLiteral("Q"));
    desk.clickVoxel(desk.view(), other);
    EXPECT_EQ(labels(), before.labels);
    desk.press(QStringLiteral("W"));
    desk.press(QStringLiteral("H"));
    desk.press(QStringLiteral("Q"));
    desk.clickVoxel(desk.view(), other);
    EXPECT_EQ(labels().at(other), segment(0).value);
}

TEST_F(PaintingRules, GreyValuesLimitBrushAndLasso) {
    desk.addSegment();
    desk.press(QStringLiteral("B"));
    option<ui::CheckBox>("rules.values")->setChecked(true);
    desk.settle();
    auto* histogram = option<ui::RangeHistogram>("grey.histogram");
    ASSERT_NE(histogram, nullptr);
    ASSERT_TRUE(histogram->isVisible());
    desk.screenshot("rules-values-1280x800-dark");
    desk.view().setFocus();
    desk.drag(desk.view(), {20, 100, 6}, {300, 100, 6});
    const double low = histogram->rangeLow();
    const double high = histogram->rangeHigh();
    const auto check = [&] {
        const std::uint16_t value = labels().segments().back().value;
        std::int64_t painted = 0;
        for (std::int64_t y = 0; y < 192; ++y) {
            for (std::int64_t x = 0; x < 320; ++x) {
                if (labels().at({x, y, 6}) == value) {
                    ++painted;
                    const double grey = desk.session().image().value({x, y, 6}, 0);
                    EXPECT_GE(grey, low);
                    EXPECT_LE(grey, high);
                }
            }
        }
        return painted;
    };
    EXPECT_GT(check(), 20);
    desk.press(QStringLiteral("Ctrl+Z"));
    desk.press(QStringLiteral("L"));
    for (const VoxelIndex& corner : {VoxelIndex{30, 30, 6}, VoxelIndex{290, 30, 6},
                                     VoxelIndex{290, 160, 6}, VoxelIndex{30, 30, 6}}) {
        desk.clickVoxel(desk.view(), corner);
    }
    EXPECT_EQ(lastStep(), "Lasso");
    EXPECT_GT(check(), 100);
}

TEST_F(PaintingRules, WhatIsUncertainIsASegmentOfThatName) {
    desk.press(QStringLiteral("B"));
    const std::size_t before = labels().segments().size();
    auto* mark = option<ui::Dropdown>("rules.mark");
    ASSERT_NE(mark, nullptr);
    EXPECT_EQ(mark->index(), 0);
    Q_EMIT mark->chosen(3);
    desk.settle();
    ASSERT_EQ(labels().segments().size(), before + 1);
    EXPECT_EQ(labels().segments().back().name, "Uncertain") << "which training leaves out";
    EXPECT_EQ(mark->index(), 3);
    desk.clickVoxel(desk.view(), {3, 3, 6});
    EXPECT_EQ(labels().at({3, 3, 6}), labels().segments().back().value);
    desk.screenshot("uncertain-1280x800-dark");
    // Back to the structure, and to the mark that is there already.
    Q_EMIT mark->chosen(0);
    EXPECT_EQ(desk.session().view().activeSegment(), 0);
    Q_EMIT mark->chosen(3);
    EXPECT_EQ(labels().segments().size(), before + 1);
    desk.press(QStringLiteral("Ctrl+Z"));
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(labels().segments().size(), before);
    EXPECT_EQ(mark->index(), 0);
}

TEST_F(PaintingRules, WhatTheRulesSpareIsSaid) {
    desk.press(QStringLiteral("B"));
    const Segmentation before = desk.segmentation();
    Q_EMIT option<ui::Dropdown>("rules.overwrite")->chosen(2);
    desk.press(QStringLiteral("["));
    desk.press(QStringLiteral("["));
    desk.press(QStringLiteral("["));
    desk.clickVoxel(desk.view(), inside(0)); // its own: nothing to say
    EXPECT_TRUE(desk.messages().isEmpty()) << desk.messages().toStdString();
    desk.clickVoxel(desk.view(), inside(1));
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Nothing was painted here")))
        << desk.messages().toStdString();
}

TEST_F(PaintingRules, LassoByCornersWaitsForTheFirst) {
    desk.addSegment();
    desk.press(QStringLiteral("L"));
    const Segmentation before = desk.segmentation();
    for (const VoxelIndex& corner :
         {VoxelIndex{10, 10, 6}, VoxelIndex{40, 10, 6}, VoxelIndex{40, 30, 6}}) {
        desk.clickVoxel(desk.view(), corner);
    }
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_TRUE(desk.messages().isEmpty()) << desk.messages().toStdString();
    QTest::mouseMove(&desk.view(), desk.view().toWidget({20, 40, 6}).toPoint());
    desk.settle();
    desk.screenshot("lasso-corners-1280x800-dark");
    desk.press(QStringLiteral("Esc"));
    desk.clickVoxel(desk.view(), {10, 10, 6});
    EXPECT_EQ(desk.segmentation(), before) << "Esc dropped the corners";
    for (const VoxelIndex& corner : {VoxelIndex{40, 10, 6}, VoxelIndex{40, 30, 6},
                                     VoxelIndex{10, 30, 6}, VoxelIndex{10, 10, 6}}) {
        desk.clickVoxel(desk.view(), corner);
    }
    EXPECT_EQ(lastStep(), "Lasso");
    EXPECT_NEAR(static_cast<double>(voxels(labels().segments().size() - 1)), 30 * 20, 90);
    undoneAndRedone(before);
}

TEST_F(PaintingRules, TheThresholdFollowsItsHistogramAndReach) {
    desk.addSegment();
    desk.view().setFocus();
    desk.press(QStringLiteral("T"));
    ASSERT_TRUE(offered()) << desk.messages().toStdString();
    auto* histogram = option<ui::RangeHistogram>("grey.histogram");
    ASSERT_NE(histogram, nullptr);
    const std::vector<double> ofSlice = histogram->bars();
    const std::int64_t narrow = desk.session().offer()->voxels.voxels();
    // Dragging the lower handle takes more, while it is dragged.
    const QPoint handle(static_cast<int>(histogram->xOf(histogram->rangeLow())), 30);
    QTest::mousePress(histogram, Qt::LeftButton, {}, handle);
    QTest::mouseMove(histogram, handle - QPoint(30, 0));
    QTest::mouseRelease(histogram, Qt::LeftButton, {}, handle - QPoint(30, 0));
    ASSERT_TRUE(desk.waitFor([&] {
        const EditStep* offer = desk.session().offer();
        return offer != nullptr && offer->voxels.voxels() > narrow;
    }));
    desk.screenshot("threshold-histogram-1280x800-dark");
    // A range of slices.
    option<ui::Segmented>("operation.reach")->choose(1);
    desk.settle(100);
    EXPECT_NE(histogram->bars(), ofSlice) << "of all slices now";
    auto* first = option<ui::NumberField>("range.first");
    auto* last = option<ui::NumberField>("range.last");
    ASSERT_TRUE(first->isVisible());
    first->setValue(4);
    Q_EMIT first->changed(4);
    last->setValue(6);
    Q_EMIT last->changed(6);
    ASSERT_TRUE(desk.waitFor([&] {
        const EditStep* offer = desk.session().offer();
        return offer != nullptr && offer->label.detail.ends_with("4–6");
    }));
    desk.view().setFocus();
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Threshold");
    const std::uint16_t value = labels().segments().back().value;
    const auto layer = labels().layer(0);
    for (std::size_t i = 0; i < layer.size(); ++i) {
        const std::size_t slice = i / (320 * 192);
        EXPECT_TRUE(layer[i] != value || (slice >= 3 && slice <= 5));
    }
}

TEST(PaintingRulesLooks, RulesAndHistogramAtFullSizeInBothThemes) {
    Desk desk({1920, 1080});
    desk.openLeg(12);
    desk.session().view().setCrosshair({160, 96, 6});
    desk.session().view().setCrossLines(false);
    desk.paintTruth();
    desk.addSegment();
    desk.view().setFocus();
    desk.press(QStringLiteral("T"));
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().offer() != nullptr; }, 20000));
    auto* options = desk.find<QWidget>(QStringLiteral("pane.options"));
    options->findChild<ui::CheckBox*>(QStringLiteral("rules.values"))->setChecked(true);
    options->findChild<ui::Segmented*>(QStringLiteral("operation.reach"))->choose(1);
    desk.settle(300);
    for (QWidget* histogram : options->findChildren<ui::RangeHistogram*>()) {
        EXPECT_TRUE(histogram->isVisible());
        EXPECT_TRUE(options->rect().contains(
            QRect(histogram->mapTo(options, QPoint(0, 0)), histogram->size())));
    }
    desk.screenshot("threshold-1920x1080-dark");
    desk.press(QStringLiteral("Ctrl+Alt+L"));
    desk.settle(200);
    desk.screenshot("threshold-1920x1080-light");
    desk.press(QStringLiteral("Ctrl+Alt+D"));
}

} // namespace
} // namespace laurel
