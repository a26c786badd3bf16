#include "ui/desk.h"

#include "laurel/formats/files.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_views/color_map.h"
#include "laurel/ui_views/words.h"

#include <QAction>
#include <QTest>

#include <cmath>

namespace laurel {

namespace {

/// A person who looks: at a second image over the first, in colours, with ruler and angle, and who
/// changes between mask and contour tools.
class Looking : public ::testing::Test {
  protected:
    void SetUp() override { open(desk); }

    static void open(Desk& desk) {
        desk.openLeg(12);
        ASSERT_TRUE(desk.bench().session());
        desk.session().view().setCrosshair({160, 96, 6});
        desk.session().view().setCrossLines(false);
        desk.view().setFocus();
        desk.settle();
    }

    /// The same leg, seen otherwise: another contrast on a finer grid.
    static std::filesystem::path fatImage(Desk& desk) {
        LimbPhantomSettings settings;
        settings.seed = 11;
        settings.contrast = Contrast::T2;
        settings.slices = 24;
        settings.sliceSpacing = 4;
        settings.size = {400, 240};
        settings.spacing = {1, 1};
        std::filesystem::path file = desk.folder() / "t2.nii.gz";
        writeVolume(file, makeLegPhantom(settings).image);
        return file;
    }
    static void layOver(Desk& desk, const std::filesystem::path& file) {
        desk.bench().seconds.open(desk.bench().session(), {.path = file});
        ASSERT_TRUE(
            desk.waitFor([&] { return desk.session().view().second().volume() != nullptr; }, 20000))
            << desk.messages().toStdString();
        desk.settle();
    }

    SecondImage& second() { return desk.session().view().second(); }
    /// What a grey value of this screen pixel is blended to.
    static double blended(double base, double over, double opacity) {
        return base * (1 - opacity) + over * opacity;
    }

    Desk desk;
};

TEST_F(Looking, TheToolBarSwitchesBetweenMaskAndContour) {
    auto* mode = desk.find<ui::Segmented>(QStringLiteral("toolbar.mode"));
    ASSERT_NE(mode, nullptr);
    ASSERT_TRUE(mode->isVisible());
    desk.addSegment();
    desk.press(QStringLiteral("B"));
    EXPECT_EQ(mode->index(), 0);
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("tool.Fill"))->isVisible());
    EXPECT_FALSE(desk.find<QWidget>(QStringLiteral("tool.Edit curve"))->isVisible());
    desk.screenshot("mode-mask-1280x800-dark");

    const Segmentation before = desk.segmentation();
    mode->choose(1); // as by a click
    desk.settle();
    EXPECT_FALSE(desk.find<QWidget>(QStringLiteral("tool.Fill"))->isVisible());
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("tool.Edit curve"))->isVisible());
    EXPECT_TRUE(desk.find<ui::GlyphButton>(QStringLiteral("tool.Edit curve"))->isChecked());
    desk.screenshot("mode-contour-1280x800-dark");
    desk.press(QStringLiteral("V"));
    EXPECT_EQ(mode->index(), 1) << "navigating serves both";
    desk.press(QStringLiteral("C"));
    EXPECT_EQ(mode->index(), 0);
    EXPECT_EQ(desk.segmentation(), before);
}

TEST_F(Looking, TheKeysOfTheDesignMeanCurvesInContourMode) {
    desk.addSegment();
    desk.press(QStringLiteral("B"));
    desk.press(QStringLiteral("C"));
    const auto on = [&](const char* tool) {
        return desk.find<ui::GlyphButton>(QStringLiteral("tool.") + QString::fromUtf8(tool))
            ->isChecked();
    };
    for (const auto& [key, tool] :
         {std::pair("B", "Draw curve"), std::pair("E", "Remove handles"),
          std::pair("S", "Edit curve"), std::pair("T", "Move, turn, scale"),
          std::pair("O", "Draw hole")}) {
        desk.press(QString::fromUtf8(key));
        EXPECT_TRUE(on(tool)) << key << " among curves";
    }
    // Menus mean what they say: the mask tool leaves the curves.
    for (QAction* action : desk.window().actions()) {
        if (action->text() == QStringLiteral("Threshold")) {
            action->trigger();
        }
    }
    EXPECT_EQ(desk.find<ui::Segmented>(QStringLiteral("toolbar.mode"))->index(), 0);
    desk.press(QStringLiteral("T"));
    EXPECT_TRUE(on("Threshold"));
}

TEST_F(Looking, ASecondImageIsBlendedWhereItLiesAndChangesNothing) {
    const Segmentation before = desk.segmentation();
    ui::SliceView& view = desk.view();
    const VoxelIndex place{160, 96, 6};
    const QColor bare = desk.pixelAt(view, place);
    layOver(desk, fatImage(desk));
    SecondLook look = second().look();
    look.map = ColorMap::Inferno;
    look.opacity = 0.5;
    second().setLook(look);
    desk.settle();
    desk.screenshot("second-blend-1280x800-dark");
    const Volume& fat = *second().volume();
    int compared = 0;
    for (const VoxelIndex at :
         {VoxelIndex{160, 96, 6}, VoxelIndex{80, 90, 6}, VoxelIndex{250, 110, 6}}) {
        // Where both images are even around, blending is told to a few greys.
        const ContinuousIndex there =
            fat.geometry().toIndex(desk.session().image().geometry().toWorld(at));
        const VoxelIndex nearest{std::llround(there.x), std::llround(there.y),
                                 std::llround(there.z)};
        ASSERT_TRUE(fat.geometry().contains(nearest));
        look.shown = false;
        second().setLook(look);
        desk.settle();
        const QColor base = desk.pixelAt(view, at);
        look.shown = true;
        look.opacity = 1;
        second().setLook(look);
        desk.settle();
        const QColor over = desk.pixelAt(view, at);
        look.opacity = 0.5;
        second().setLook(look);
        desk.settle();
        const QColor both = desk.pixelAt(view, at);
        EXPECT_NEAR(both.red(), blended(base.red(), over.red(), 0.5), 2);
        EXPECT_NEAR(both.blue(), blended(base.blue(), over.blue(), 0.5), 2);
        ++compared;
    }
    EXPECT_EQ(compared, 3);
    desk.press(QStringLiteral("Shift+V"));
    EXPECT_FALSE(second().look().shown);
    EXPECT_EQ(desk.pixelAt(view, place), bare);
    desk.press(QStringLiteral("Shift+V"));
    desk.press(QStringLiteral("Ctrl+Alt+V"));
    EXPECT_EQ(second().volume(), nullptr);
    EXPECT_EQ(desk.pixelAt(view, place), bare);
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_TRUE(desk.history().steps().empty());
}

TEST_F(Looking, SwipedByKeyAndDraggedByHand) {
    layOver(desk, fatImage(desk));
    desk.press(QStringLiteral("Ctrl+Shift+V"));
    EXPECT_TRUE(second().look().swipes);
    desk.press(QStringLiteral("V"));
    ui::SliceView& view = desk.view();
    const int x = view.width() / 2;
    QTest::mousePress(&view, Qt::LeftButton, {}, QPoint(x, 40));
    QTest::mouseMove(&view, QPoint(x + 90, 40));
    QTest::mouseRelease(&view, Qt::LeftButton, {}, QPoint(x + 90, 40));
    desk.settle();
    EXPECT_NEAR(second().look().swipeAt, (x + 90.0) / view.width(), 0.02);
    desk.screenshot("second-swipe-1280x800-dark");
    // The same shortcut blends again.
    desk.press(QStringLiteral("Ctrl+Shift+V"));
    EXPECT_FALSE(second().look().swipes);
}

TEST(LookingWide, TheSecondImagesBoxHasItsPanel) {
    Desk desk({1920, 1080});
    desk.openLeg(12);
    desk.session().view().setCrossLines(false);
    auto* box = desk.find<ui::Button>(QStringLiteral("toolbar.second"));
    ASSERT_NE(box, nullptr);
    ASSERT_TRUE(box->isVisible());
    const std::filesystem::path file = desk.folder() / "second.nii.gz";
    writeVolume(file, desk.session().image());
    desk.bench().seconds.open(desk.bench().session(), {.path = file});
    ASSERT_TRUE(
        desk.waitFor([&] { return desk.session().view().second().volume() != nullptr; }, 20000));
    desk.click(box);
    auto* panel = desk.find<QWidget>(QStringLiteral("second.panel"));
    ASSERT_NE(panel, nullptr);
    ASSERT_TRUE(desk.waitFor([&] { return panel->isVisible(); }));
    auto* amount = panel->findChild<ui::Slider*>(QStringLiteral("second.amount"));
    amount->moveTo(65);
    EXPECT_NEAR(desk.session().view().second().look().opacity, 0.65, 1e-9);
    for (ui::Segmented* choice : panel->findChildren<ui::Segmented*>()) {
        if (choice->choices().contains(QStringLiteral("Viridis"))) {
            choice->choose(3);
        }
    }
    EXPECT_EQ(desk.session().view().second().look().map, ColorMap::Viridis);
    desk.settle(100);
    const QImage picture = panel->grab().toImage();
    picture.save(QStringLiteral(LAUREL_BINARY_DIR "/screenshots/second-panel.png"));
    desk.screenshot("second-1920x1080-dark");
    panel->window()->close();
}

TEST_F(Looking, OfSeveralImagesInAFolderOneIsChosen) {
    const std::filesystem::path folder = desk.folder() / "others";
    std::filesystem::create_directories(folder);
    writeVolume(folder / "fat.nii.gz", desk.session().image());
    writeVolume(folder / "water.nii.gz", desk.session().image());
    const auto session = desk.bench().session();
    desk.bench().seconds.open(session, {.path = folder});
    ASSERT_TRUE(desk.waitFor([&] {
        QAbstractButton* opener = desk.button(QStringLiteral("Open"));
        return opener != nullptr && opener->isVisible();
    })) << desk.messages().toStdString();
    desk.screenshot("second-choice-1280x800-dark");
    desk.click(desk.button(QStringLiteral("Open")));
    ASSERT_TRUE(desk.waitFor([&] { return second().volume() != nullptr; }, 20000));
    EXPECT_EQ(desk.bench().session(), session) << "the case stays open";
    EXPECT_TRUE(desk.view().isVisible());
}

TEST_F(Looking, ItsPanelOpensByKeyWhereItsBoxHasNoRoom) {
    layOver(desk, fatImage(desk));
    EXPECT_FALSE(desk.find<QWidget>(QStringLiteral("toolbar.second"))->isVisible());
    desk.press(QStringLiteral("Ctrl+Alt+I"));
    auto* panel = desk.find<QWidget>(QStringLiteral("second.panel"));
    ASSERT_NE(panel, nullptr);
    ASSERT_TRUE(desk.waitFor([&] { return panel->isVisible(); }));
    panel->window()->close();
    // The status bar has the value of both.
    desk.session().view().setCrosshair({159, 96, 6});
    desk.settle();
    EXPECT_TRUE(desk.find<ui::Label>(QStringLiteral("status.intensity"))
                    ->text()
                    .contains(QStringLiteral(" · t2 ")));
}

TEST_F(Looking, TheSecondImageIsThereAgainUntilItWasClosed) {
    const std::filesystem::path file = fatImage(desk);
    const std::filesystem::path image = desk.legImage();
    const auto reopen = [&] {
        desk.restart();
        desk.open(image);
        ASSERT_TRUE(desk.bench().session());
    };
    // Dropped on the case, as a person does, and chosen to lie over it.
    desk.drop({file});
    desk.screenshot("second-dropped-1280x800-dark");
    desk.click(desk.button(QStringLiteral("Lay over the image")));
    ASSERT_TRUE(desk.waitFor([&] { return second().volume() != nullptr; }, 20000));
    reopen();
    ASSERT_TRUE(desk.waitFor([&] { return second().volume() != nullptr; }, 20000));
    desk.press(QStringLiteral("Ctrl+Alt+V"));
    EXPECT_EQ(second().volume(), nullptr);
    reopen();
    desk.settle(300);
    EXPECT_EQ(second().volume(), nullptr);
}

TEST_F(Looking, ColoursOfTheImageByKey) {
    ui::SliceView& view = desk.view();
    const VoxelIndex place{160, 60, 6};
    desk.settle();
    const QColor grey = desk.pixelAt(view, place);
    ASSERT_EQ(grey.red(), grey.green());
    for (const auto& [key, map] :
         {std::pair("Ctrl+Alt+6", ColorMap::Hot), std::pair("Ctrl+Alt+7", ColorMap::Inferno),
          std::pair("Ctrl+Alt+8", ColorMap::Viridis), std::pair("Ctrl+Alt+5", ColorMap::Grey)}) {
        desk.press(QString::fromUtf8(key));
        EXPECT_EQ(desk.session().view().colorMap(), map);
        desk.settle();
        if (map == ColorMap::Viridis) {
            desk.screenshot("colours-viridis-1280x800-dark");
        }
    }
    EXPECT_EQ(desk.pixelAt(view, place), grey);
}

TEST_F(Looking, RulerAndAngleAreListedMovedAndRemoved) {
    desk.press(QStringLiteral("P"));
    EXPECT_TRUE(desk.find<ui::GlyphButton>(QStringLiteral("tool.Ruler"))->isChecked());
    desk.drag(desk.view(), {40, 40, 6}, {72, 64, 6}); // 32 and 24 voxels of 1.25 mm
    Measurements& all = desk.session().view().measurements();
    ASSERT_EQ(all.all().size(), 1U);
    EXPECT_NEAR(valueOf(all.all()[0]), 50, 1.5);
    desk.press(QStringLiteral("Shift+P"));
    for (const VoxelIndex& corner :
         {VoxelIndex{240, 40, 6}, VoxelIndex{240, 90, 6}, VoxelIndex{290, 90, 6}}) {
        desk.clickVoxel(desk.view(), corner);
    }
    ASSERT_EQ(all.all().size(), 2U);
    EXPECT_NEAR(valueOf(all.all()[1]), 90, 2);
    desk.screenshot("ruler-angle-1280x800-dark");
    auto* list = desk.find<QWidget>(QStringLiteral("measure.list"));
    ASSERT_NE(list, nullptr);
    EXPECT_NE(desk.button(ui::textOf(all.all()[0]) + QStringLiteral(" · 7")), nullptr);
    // Going there by its entry, from another slice.
    desk.session().view().setCrosshair({0, 0, 2});
    desk.click(desk.button(ui::textOf(all.all()[0]) + QStringLiteral(" · 7")));
    EXPECT_EQ(desk.session().view().crosshair().z, 6);
    EXPECT_EQ(all.selected(), 0U);
    desk.view().setFocus();
    desk.press(QStringLiteral("Del"));
    ASSERT_EQ(all.all().size(), 1U);
    EXPECT_EQ(all.all()[0].kind, MeasureKind::Angle);
    desk.press(QStringLiteral("Ctrl+Shift+P"));
    EXPECT_TRUE(all.all().empty());
    EXPECT_TRUE(desk.history().steps().empty()) << "looking is no step";
}

} // namespace
} // namespace laurel
