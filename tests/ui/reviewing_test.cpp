#include "ui/desk.h"

#include "laurel/formats/files.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_views/slice_strip.h"

#include <QAbstractButton>
#include <QFileDialog>
#include <QLineEdit>
#include <QTest>

namespace laurel {

namespace fs = std::filesystem;

class Reviewing : public ::testing::Test {
  protected:
    void SetUp() override {
        desk.openLeg(12);
        ASSERT_TRUE(desk.bench().session());
    }
    Desk desk;
};

TEST_F(Reviewing, KeysMoveThroughSlices) {
    const auto slice = [this] { return desk.session().view().crosshair().z; };
    desk.press(QStringLiteral("Home"));
    EXPECT_EQ(slice(), 0);
    desk.press(QStringLiteral("Down"));
    desk.press(QStringLiteral("Right"));
    EXPECT_EQ(slice(), 2);
    desk.press(QStringLiteral("Up"));
    EXPECT_EQ(slice(), 1);
    desk.press(QStringLiteral("PgDown"));
    EXPECT_EQ(slice(), 11);
    desk.press(QStringLiteral("PgDown"));
    EXPECT_EQ(slice(), 11) << "the last slice is the end";
    desk.press(QStringLiteral("Ctrl+G"));
    desk.type(QStringLiteral("5"));
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(slice(), 4);
    desk.wheel(desk.view(), -2);
    EXPECT_EQ(std::abs(slice() - 4), 2);
    auto* strip = desk.find<ui::SliceStrip>(QStringLiteral("slice.strip"));
    QTest::mouseClick(strip, Qt::LeftButton, {}, strip->positionOf(7));
    EXPECT_EQ(slice(), 7);
}

TEST_F(Reviewing, MarksAreStepsAndCanBeUndone) {
    desk.paintTruth();
    const auto state = [this](std::size_t slice) { return desk.segmentation().slices.at(slice); };
    desk.press(QStringLiteral("Home"));
    EXPECT_EQ(state(0), SliceState::InWork);
    desk.press(QStringLiteral("Ctrl+Return"));
    EXPECT_EQ(state(0), SliceState::Reviewed);
    desk.press(QStringLiteral("Down"));
    desk.click(QStringLiteral("slice.reviewed"));
    EXPECT_EQ(state(1), SliceState::Reviewed);
    desk.press(QStringLiteral("Down"));
    desk.view().setFocus();
    desk.press(QStringLiteral("Shift+Return"));
    EXPECT_EQ(state(2), SliceState::Flagged);
    desk.screenshot("review-1280x800-dark");
    desk.press(QStringLiteral("Home"));
    desk.press(QStringLiteral("Ctrl+Down"));
    EXPECT_EQ(desk.session().view().crosshair().z, 2)
        << "the flagged one is the first that is not reviewed";
    for (int i = 0; i < 3; ++i) {
        desk.press(QStringLiteral("Ctrl+Z"));
    }
    EXPECT_EQ(state(0), SliceState::InWork);
    EXPECT_EQ(state(2), SliceState::InWork);
    // An edit takes the word "reviewed" back: a person has to say it again.
    desk.press(QStringLiteral("Ctrl+Y"));
    ASSERT_EQ(state(0), SliceState::Reviewed);
    desk.session().view().setCrosshair({80, 96, 0});
    desk.session().view().setActiveSegment(0);
    desk.press(QStringLiteral("E"));
    const LabelMap& labels = desk.segmentation().labels;
    VoxelIndex inside{-1, 0, 0};
    for (std::int64_t y = 0; y < 192 && inside.x < 0; ++y) {
        for (std::int64_t x = 0; x < 320 && inside.x < 0; ++x) {
            inside =
                labels.at({x, y, 0}) == labels.segments()[0].value ? VoxelIndex{x, y, 0} : inside;
        }
    }
    ASSERT_GE(inside.x, 0);
    desk.clickVoxel(desk.view(), inside);
    EXPECT_EQ(state(0), SliceState::InWork);
}

TEST_F(Reviewing, WindowAndLevelByDragKeyAndPreset) {
    const GreyWindow before = desk.session().view().window();
    desk.drag(desk.view(), {100, 90, 6}, {140, 120, 6}, Qt::NoModifier, Qt::RightButton);
    const GreyWindow dragged = desk.session().view().window();
    EXPECT_GT(dragged.width, before.width);
    EXPECT_NE(dragged.level, before.level);
    desk.press(QStringLiteral("A"));
    EXPECT_EQ(desk.session().view().window(), before);
    const QColor normal = desk.pixelAt(desk.view(), {2, 2, 6});
    desk.press(QStringLiteral("Ctrl+I"));
    EXPECT_TRUE(desk.session().view().window().inverted);
    EXPECT_GT(desk.pixelAt(desk.view(), {2, 2, 6}).lightness(), normal.lightness());
}

TEST(ReviewingFrames, ShiftAndArrowsShowTheOthers) {
    Desk desk;
    const Geometry grid({40, 30, 4}, {2, 2, 5});
    std::vector<std::int16_t> pixels;
    for (std::int16_t frame = 0; frame < 3; ++frame) {
        pixels.insert(pixels.end(), 40 * 30 * 4, static_cast<std::int16_t>(100 * frame));
    }
    pixels[0] = 300; // so that there is a range of greys
    writeVolume(desk.folder() / "echoes.nii.gz", Volume(grid, std::move(pixels), 3));
    desk.open(desk.folder() / "echoes.nii.gz");
    ASSERT_TRUE(desk.bench().session());
    ViewState& look = desk.session().view();
    ASSERT_EQ(look.frames(), 3);
    look.setWindow({200, 100, false});
    look.setCrossLines(false);
    desk.view().setFocus();
    EXPECT_LT(desk.pixelAt(desk.view(), {20, 15, 2}).lightness(), 20);
    desk.press(QStringLiteral("Shift+Right"));
    desk.press(QStringLiteral("Shift+Right"));
    EXPECT_EQ(look.frame(), 2);
    EXPECT_GT(desk.pixelAt(desk.view(), {20, 15, 2}).lightness(), 200);
    desk.press(QStringLiteral("Shift+Right"));
    EXPECT_EQ(look.frame(), 2) << "the last one is the end";
    desk.press(QStringLiteral("Shift+Left"));
    EXPECT_EQ(look.frame(), 1);
    // The same by the slider beneath the view, which images of one frame do not have.
    auto* slider = desk.find<ui::Slider>(QStringLiteral("slice.frame"));
    ASSERT_TRUE(slider->isVisible());
    EXPECT_DOUBLE_EQ(slider->value(), 2);
    slider->moveTo(3);
    EXPECT_EQ(look.frame(), 2);
    slider->setFocus(Qt::TabFocusReason);
    desk.press(QStringLiteral("Home"));
    EXPECT_EQ(look.frame(), 0);
    desk.screenshot("frames-1280x800-dark");
    desk.openLeg();
    EXPECT_FALSE(desk.find<ui::Slider>(QStringLiteral("slice.frame"))->isVisible());
}

/// The phantom's file does not say what it is, so CT's windows are offered.
TEST_F(Reviewing, WindowsOfCt) {
    const auto shown = [this] { return desk.session().view().window(); };
    desk.press(QStringLiteral("Ctrl+Alt+2"));
    EXPECT_EQ(shown(), (GreyWindow{1800, 400, false}));
    desk.press(QStringLiteral("Ctrl+I"));
    desk.press(QStringLiteral("Ctrl+Alt+1"));
    EXPECT_EQ(shown(), (GreyWindow{400, 40, true})) << "inverted stays so";
    desk.press(QStringLiteral("Ctrl+Alt+3"));
    EXPECT_EQ(shown(), (GreyWindow{1500, -600, true}));
    desk.press(QStringLiteral("Ctrl+Alt+4"));
    EXPECT_EQ(shown(), (GreyWindow{160, -110, true}));
}

TEST_F(Reviewing, ViewsAreLinkedAndCanBeAlone) {
    ui::SliceView& axial = desk.view(2);
    desk.press(QStringLiteral("V"));
    desk.drag(axial, {160, 96, 6}, {80, 100, 6});
    EXPECT_EQ(desk.session().view().crosshair(), (VoxelIndex{80, 100, 6}));
    EXPECT_EQ(desk.view(0).plane(), (SlicePlane{0, 80}));
    EXPECT_EQ(desk.view(1).plane(), (SlicePlane{1, 100}));
    desk.press(QStringLiteral("Alt+2"));
    EXPECT_FALSE(desk.view(2).isVisible());
    EXPECT_TRUE(desk.view(0).isVisible());
    desk.screenshot("sagittal-alone-1280x800-dark");
    desk.press(QStringLiteral("Alt+0"));
    EXPECT_TRUE(desk.view(2).isVisible());
    const double zoom = axial.zoom();
    const double other = desk.view(0).zoom();
    desk.wheel(axial, 3, Qt::ControlModifier);
    EXPECT_GT(axial.zoom(), zoom);
    EXPECT_NEAR(desk.view(0).zoom() / other, axial.zoom() / zoom, 1e-6)
        << "the views zoom together";
    axial.setFocus();
    desk.press(QStringLiteral("Z"));
    EXPECT_NEAR(axial.zoom(), zoom, 1e-6);
}

TEST_F(Reviewing, ExportIsReadByOthersAndDoesNotHoldTheWindow) {
    desk.paintTruth();
    Heartbeat heartbeat;
    desk.press(QStringLiteral("Ctrl+E"));
    auto* dialog = desk.window().findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    const fs::path file = desk.folder() / "masks.nii.gz";
    auto* name = dialog->findChild<QLineEdit*>();
    ASSERT_NE(name, nullptr);
    name->setText(QString::fromStdString(file.string()));
    QTest::keyClick(name, Qt::Key_Return);
    heartbeat.restart(); // Qt's own dialog takes 40 ms to close; the writing begins behind it
    ASSERT_TRUE(desk.waitFor([&] { return desk.messages().contains(QStringLiteral("Exported")); }))
        << desk.messages().toStdString();
    EXPECT_LE(reported(heartbeat), heldBoundMs);
    const LabelMap written = readLabels(file);
    ASSERT_TRUE(written.geometry().sameGridAs(desk.segmentation().labels.geometry()));
    for (const Segment& segment : desk.segmentation().labels.segments()) {
        const Segment* other = written.findByName(segment.name);
        ASSERT_NE(other, nullptr) << segment.name;
        EXPECT_EQ(written.mask(*other), desk.segmentation().labels.mask(segment)) << segment.name;
    }
}

TEST_F(Reviewing, ExportOffersWhatOtherProgramsRead) {
    desk.paintTruth();
    desk.press(QStringLiteral("Ctrl+E"));
    auto* dialog = desk.window().findChild<QFileDialog*>();
    ASSERT_NE(dialog, nullptr);
    const QString folders = QStringLiteral("Folder with a NIfTI for each structure (*)");
    ASSERT_TRUE(dialog->nameFilters().contains(folders));
    ASSERT_TRUE(dialog->nameFilters().contains(QStringLiteral("BIDS derivative (*_dseg.nii.gz)")));
    dialog->selectNameFilter(folders);
    auto* name = dialog->findChild<QLineEdit*>();
    ASSERT_NE(name, nullptr);
    name->setText(QString::fromStdString((desk.folder() / "rois.nii.gz").string()));
    QTest::keyClick(name, Qt::Key_Return);
    ASSERT_TRUE(desk.waitFor([&] { return desk.messages().contains(QStringLiteral("Exported")); }))
        << desk.messages().toStdString();
    const LabelMap written = readLabels(desk.folder() / "rois");
    for (const Segment& segment : desk.segmentation().labels.segments()) {
        const Segment* other = written.findByName(segment.name);
        ASSERT_NE(other, nullptr) << segment.name;
        EXPECT_EQ(written.mask(*other), desk.segmentation().labels.mask(segment)) << segment.name;
    }
}

TEST_F(Reviewing, CommandsAreFoundByName) {
    desk.press(QStringLiteral("Ctrl+K"));
    desk.type(QStringLiteral("invert"));
    desk.screenshot("finder-1280x800-dark");
    desk.press(QStringLiteral("Return"));
    EXPECT_TRUE(desk.session().view().window().inverted);
    desk.view().setFocus();
    desk.press(QStringLiteral("F1"));
    auto* keys = desk.find<QWidget>(QStringLiteral("pane.keys"));
    ASSERT_NE(keys, nullptr);
    EXPECT_TRUE(keys->isVisible());
    desk.screenshot("keys-1280x800-dark");
    desk.press(QStringLiteral("Esc"));
    EXPECT_FALSE(keys->isVisible());
}

} // namespace laurel
