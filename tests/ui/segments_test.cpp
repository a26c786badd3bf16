#include "ui/desk.h"

#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/range_histogram.h"

#include <QAbstractItemModel>
#include <QListView>
#include <QMenu>
#include <QTest>

namespace laurel {

namespace {

/// A person who puts segments in order and says where tools may paint.
class Segments : public ::testing::Test {
  protected:
    void SetUp() override {
        desk.openLeg(12);
        ASSERT_TRUE(desk.bench().session());
        desk.session().view().setCrosshair({160, 96, 6});
        desk.session().view().setCrossLines(false);
        desk.paintTruth();
        desk.session().view().setActiveSegment(0);
        desk.view().setFocus();
        desk.settle();
    }

    const LabelMap& labels() { return desk.segmentation().labels; }
    const Segment& segment(std::size_t index) { return labels().segments().at(index); }
    std::int64_t voxels(std::size_t index) { return labels().voxels(segment(index)); }
    std::string lastStep() {
        const EditHistory& history = desk.history();
        return history.position() == 0 ? ""
                                       : history.steps().at(history.position() - 1).label.action;
    }
    void undoneAndRedone(const Segmentation& before) {
        const Segmentation after = desk.segmentation();
        EXPECT_NE(after, before);
        desk.press(QStringLiteral("Ctrl+Z"));
        EXPECT_EQ(desk.segmentation(), before);
        desk.press(QStringLiteral("Ctrl+Y"));
        EXPECT_EQ(desk.segmentation(), after);
    }
    bool offered() {
        return desk.waitFor([&] { return desk.session().offer() != nullptr; }, 20000);
    }
    /// A voxel of the segment in the slice on show, well inside: its neighbours are its own too.
    VoxelIndex inside(std::size_t index) {
        const Segment& wanted = segment(index);
        for (std::int64_t y = 4; y < 188; ++y) {
            for (std::int64_t x = 4; x < 316; ++x) {
                bool whole = true;
                for (std::int64_t step = -3; step <= 3; ++step) {
                    whole = whole && labels().at({x + step, y, 6}) == wanted.value &&
                            labels().at({x, y + step, 6}) == wanted.value;
                }
                if (whole) {
                    return {x, y, 6};
                }
            }
        }
        ADD_FAILURE() << wanted.name << " is not in this slice";
        return {};
    }
    template <typename Widget>
    Widget* option(const char* name) {
        return desk.find<QWidget>(QStringLiteral("pane.options"))
            ->findChild<Widget*>(QString::fromUtf8(name));
    }

    Desk desk;
};

TEST_F(Segments, MergeGivesVoxelsToTheOtherAsOneStep) {
    const Segmentation before = desk.segmentation();
    const std::string first = segment(0).name;
    const std::string second = segment(1).name;
    const std::int64_t both = voxels(0) + voxels(1);
    desk.press(QStringLiteral("Ctrl+Shift+J"));
    auto* menu = desk.find<QMenu>(QStringLiteral("merge.menu"));
    ASSERT_NE(menu, nullptr);
    ASSERT_EQ(menu->actions().front()->text().toStdString(), second);
    desk.settle(100);
    menu->actions().front()->trigger();
    menu->close();
    desk.settle();
    EXPECT_EQ(lastStep(), "Merge segments");
    EXPECT_EQ(labels().findByName(first), nullptr);
    EXPECT_EQ(segment(0).name, second);
    EXPECT_EQ(voxels(0), both);
    EXPECT_EQ(desk.session().view().activeSegment(), 0) << "what was merged into is chosen";
    EXPECT_EQ(desk.session().openCase().counts().voxels(0), both);
    undoneAndRedone(before);
}

TEST_F(Segments, KeysMoveTheChosenOneInTheList) {
    const Segmentation before = desk.segmentation();
    const std::string name = segment(0).name;
    const std::int64_t own = voxels(0);
    desk.press(QStringLiteral("Ctrl+Shift+Down"));
    desk.press(QStringLiteral("Ctrl+Shift+Down"));
    EXPECT_EQ(segment(2).name, name);
    EXPECT_EQ(desk.session().view().activeSegment(), 2) << "it stays the chosen one";
    EXPECT_EQ(desk.session().openCase().counts().voxels(2), own);
    desk.press(QStringLiteral("Ctrl+Shift+Up"));
    EXPECT_EQ(segment(1).name, name);
    desk.press(QStringLiteral("Ctrl+Z"));
    desk.press(QStringLiteral("Ctrl+Z"));
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_EQ(desk.session().view().activeSegment(), 0);
    desk.press(QStringLiteral("Ctrl+Shift+Up")); // it is the first
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Segments, RowsAreDroppedBetweenRows) {
    auto* list = desk.find<QListView>(QStringLiteral("segments.list"));
    QAbstractItemModel* model = list->model();
    const std::string moved = segment(0).name;
    const std::string former = segment(2).name;
    EXPECT_TRUE(model->flags(model->index(0, 0)) & Qt::ItemIsDragEnabled);
    EXPECT_FALSE(model->flags(model->index(0, 0)) & Qt::ItemIsDropEnabled) << "not on a row";
    EXPECT_TRUE(model->flags({}) & Qt::ItemIsDropEnabled);
    EXPECT_TRUE(model->moveRow({}, 0, {}, 3)); // as the view does when it is dropped there
    EXPECT_EQ(segment(2).name, moved);
    EXPECT_EQ(segment(1).name, former);
    EXPECT_EQ(lastStep(), "Move segment");
    EXPECT_EQ(model->rowCount(), static_cast<int>(labels().segments().size()));
    // Dropped where it is: nothing.
    const std::size_t steps = desk.history().position();
    EXPECT_FALSE(model->moveRow({}, 2, {}, 3));
    EXPECT_EQ(desk.history().position(), steps);
}

TEST_F(Segments, ACopyMayOverlapAndBooleanWorksBetweenLayers) {
    const Segmentation before = desk.segmentation();
    const std::int64_t own = voxels(0);
    desk.press(QStringLiteral("Ctrl+Shift+D"));
    EXPECT_EQ(segment(1).name, segment(0).name + " copy");
    EXPECT_EQ(voxels(1), own);
    EXPECT_EQ(labels().layers(), 2);
    EXPECT_EQ(desk.session().view().activeSegment(), 1);
    undoneAndRedone(before);

    // The copy grows; without its original only the rim is left.
    desk.session().view().setActiveSegment(1);
    desk.press(QStringLiteral("G"));
    ASSERT_TRUE(offered());
    desk.press(QStringLiteral("Return"));
    const std::int64_t grown = voxels(1);
    EXPECT_GT(grown, own);
    EXPECT_EQ(voxels(0), own) << "the original stays as it is";
    desk.press(QStringLiteral("J"));
    option<ui::Segmented>("boolean.kind")->choose(2);
    ASSERT_TRUE(desk.waitFor([&] {
        const EditStep* offer = desk.session().offer();
        return offer != nullptr && offer->label.action == "Subtract";
    }));
    desk.screenshot("boolean-preview-1280x800-dark");
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(voxels(1), grown - own);
    EXPECT_EQ(voxels(0), own);
    desk.restart();
    ASSERT_TRUE(desk.waitFor([&] { return true; }));
}

TEST_F(Segments, ACaseOfSeveralLayersIsThereAfterARestart) {
    desk.press(QStringLiteral("Ctrl+Shift+D"));
    const Segmentation kept = desk.segmentation();
    const std::filesystem::path image = desk.legImage();
    desk.restart();
    desk.open(image);
    ASSERT_TRUE(desk.bench().session());
    EXPECT_EQ(desk.segmentation(), kept);
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(labels().layers(), 1);
}

TEST_F(Segments, UnitingTakesTheOthersVoxels) {
    const Segmentation before = desk.segmentation();
    const std::int64_t both = voxels(0) + voxels(1);
    desk.press(QStringLiteral("J"));
    ASSERT_TRUE(offered()) << desk.messages().toStdString();
    EXPECT_EQ(desk.segmentation(), before);
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(lastStep(), "Unite");
    EXPECT_EQ(voxels(0), both);
    EXPECT_EQ(voxels(1), 0);
    undoneAndRedone(before);
}

TEST_F(Segments, TheBrushPaintsOnlyWhereTheRulesLetIt) {
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
    // Inside the second segment: there and nowhere else.
    area->setIndex(3);
    Q_EMIT area->chosen(3);
    desk.clickVoxel(desk.view(), {3, 3, 6});
    EXPECT_EQ(labels(), before.labels);
    desk.clickVoxel(desk.view(), other);
    EXPECT_EQ(labels().at(other), segment(0).value);
    for (std::size_t i = 0; i < before.labels.layer(0).size(); ++i) {
        const std::uint16_t was = before.labels.layer(0)[i];
        ASSERT_TRUE(labels().layer(0)[i] == was || was == segment(1).value);
    }
    desk.screenshot("rules-1280x800-dark");
}

TEST_F(Segments, HiddenSegmentsAreSparedByVisible) {
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

TEST_F(Segments, GreyValuesLimitBrushAndLasso) {
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

TEST_F(Segments, WhatIsUncertainIsASegmentOfThatName) {
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

TEST_F(Segments, WhatTheRulesSpareIsSaid) {
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

TEST_F(Segments, TheModelsStructuresAreAddedByName) {
    const std::size_t before = labels().segments().size();
    desk.press(QStringLiteral("Ctrl+Shift+N"));
    EXPECT_EQ(labels().segments().size(), before) << "the leg's are all there";
    desk.press(QStringLiteral("Ctrl+Del"));
    desk.press(QStringLiteral("Ctrl+Del"));
    desk.press(QStringLiteral("Ctrl+Shift+N"));
    EXPECT_EQ(labels().segments().size(), before);
    EXPECT_EQ(lastStep(), "Add segments");
    EXPECT_NE(labels().findByName("Soleus_R"), nullptr);
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(labels().segments().size(), before - 2);
}

TEST_F(Segments, TheMenuOfTheListHasAllOfIt) {
    desk.click(QStringLiteral("segments.more"));
    auto* menu = desk.find<QMenu>(QStringLiteral("segments.menu"));
    ASSERT_NE(menu, nullptr);
    desk.settle(100);
    menu->grab().toImage().save(QStringLiteral(LAUREL_BINARY_DIR "/screenshots/segments-menu.png"));
    QStringList texts;
    for (const QAction* action : menu->actions()) {
        texts.append(action->text());
    }
    for (const char* wanted : {"Merge into…", "Duplicate segment", "Move segment up"}) {
        EXPECT_TRUE(texts.contains(QString::fromUtf8(wanted))) << wanted;
    }
    menu->close();
}

TEST_F(Segments, LassoByCornersWaitsForTheFirst) {
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

TEST_F(Segments, TheThresholdFollowsItsHistogramAndReach) {
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

} // namespace
} // namespace laurel
