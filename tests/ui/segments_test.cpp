#include "segments_desk.h"

#include <QAbstractItemModel>
#include <QListView>
#include <QMenu>

namespace laurel {

namespace {

class Segments : public SegmentsDesk {};

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
}

TEST_F(Segments, ANewSegmentMayOverlapAllOthersIfItIsAddedSo) {
    const Segmentation before = desk.segmentation();
    const std::size_t last = labels().segments().size();
    const std::int64_t own = voxels(0);
    desk.press(QStringLiteral("Shift+Ins"));
    ASSERT_EQ(labels().segments().size(), last + 1);
    EXPECT_EQ(desk.session().view().activeSegment(), static_cast<int>(last));
    EXPECT_EQ(lastStep(), "Add segment");
    undoneAndRedone(before);

    // What another has is united with it, and stays the other's.
    desk.session().view().setActiveSegment(static_cast<int>(last));
    desk.press(QStringLiteral("J"));
    option<ui::Segmented>("boolean.kind")->choose(0);
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().offer() != nullptr; }));
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(voxels(last), own);
    EXPECT_EQ(voxels(0), own) << "in one layer it would have lost them";
}

TEST_F(Segments, OneThatIsThereIsLetOverlapOthersAndNoMore) {
    const Segmentation before = desk.segmentation();
    auto* box = desk.find<ui::CheckBox>(QStringLiteral("properties.overlaps"));
    ASSERT_NE(box, nullptr);
    EXPECT_FALSE(box->isChecked());
    const std::int64_t own = voxels(0);
    const std::int64_t neighbours = voxels(1);
    box->click();
    desk.settle();
    EXPECT_TRUE(box->isChecked());
    EXPECT_EQ(lastStep(), "Allow overlap");
    EXPECT_EQ(segment(0).layer, 1);
    EXPECT_EQ(voxels(0), own);
    EXPECT_EQ(desk.session().view().activeSegment(), 0) << "it stays the chosen one";
    desk.screenshot("segment-overlap-1280x800-dark");
    undoneAndRedone(before);
    EXPECT_TRUE(box->isChecked());

    const VoxelIndex there = inside(1); // the other's
    desk.session().view().setActiveSegment(0);
    desk.session().view().setCrosshair(there);
    desk.press(QStringLiteral("B"));
    desk.settle();
    desk.clickVoxel(desk.view(), there);
    EXPECT_GT(voxels(0), own);
    EXPECT_EQ(voxels(1), neighbours) << "the two overlap";
    const Segmentation overlapping = desk.segmentation();
    box->click();
    desk.settle();
    EXPECT_TRUE(box->isChecked()) << "it cannot be: nothing may be lost";
    EXPECT_EQ(desk.segmentation(), overlapping);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("overlaps other segments")))
        << desk.messages().toStdString();
    desk.press(QStringLiteral("Ctrl+Z"));
    box->click();
    desk.settle();
    EXPECT_FALSE(box->isChecked());
    EXPECT_EQ(lastStep(), "Forbid overlap");
    EXPECT_EQ(segment(0).layer, 0);
    EXPECT_EQ(voxels(0), own);
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

/// The new panels at full size and by light, to be looked at.
} // namespace
} // namespace laurel
