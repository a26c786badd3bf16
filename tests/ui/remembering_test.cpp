#include "ui/desk.h"

#include "laurel/ui_kit/controls.h"

#include <QLineEdit>

#include <algorithm>
#include <vector>

/// What is remembered of how a person works, and of names that were given.
namespace laurel {

TEST(Habits, ToolsAndLayoutAreAsTheyWereLeft) {
    Desk desk;
    desk.openLeg();
    desk.addSegment();
    desk.view().setFocus();
    auto size = [&] { return desk.find<ui::NumberField>(QStringLiteral("brush.size"))->value(); };
    desk.press(QStringLiteral("B"));
    const double usual = size();
    desk.press(QStringLiteral("]"));
    desk.press(QStringLiteral("]"));
    const double brush = size();
    EXPECT_GT(brush, usual);
    desk.press(QStringLiteral("S")); // follows intensity
    desk.press(QStringLiteral("G"));
    desk.find<ui::Segmented>(QStringLiteral("operation.reach"))->choose(0);
    desk.press(QStringLiteral("Esc"));
    desk.press(QStringLiteral("V"));
    desk.session().view().setLinked(false);
    desk.session().view().setCrossLines(false);
    desk.press(QStringLiteral("Alt+3"));
    desk.press(QStringLiteral("F7"));
    desk.restart();
    desk.openLeg();
    EXPECT_TRUE(desk.view(1).isVisible());
    EXPECT_FALSE(desk.view(2).isVisible());
    EXPECT_TRUE(desk.view(1).hasFocus());
    EXPECT_FALSE(desk.find<QWidget>(QStringLiteral("pane.options"))->isVisible());
    EXPECT_TRUE(desk.find<QWidget>(QStringLiteral("pane.history"))->isVisible());
    EXPECT_FALSE(desk.session().view().linked());
    EXPECT_FALSE(desk.session().view().crossLines());
    desk.press(QStringLiteral("F7"));
    desk.press(QStringLiteral("Alt+0"));
    desk.press(QStringLiteral("B"));
    EXPECT_DOUBLE_EQ(size(), brush);
    bool follows = false;
    for (const ui::CheckBox* box :
         desk.find<QWidget>(QStringLiteral("pane.options"))->findChildren<ui::CheckBox*>()) {
        follows = follows || (box->text().startsWith(QStringLiteral("Follow")) && box->isChecked());
    }
    EXPECT_TRUE(follows);
    desk.press(QStringLiteral("G"));
    EXPECT_EQ(desk.find<ui::Segmented>(QStringLiteral("operation.reach"))->index(), 0);
}

TEST(Habits, SizesAreSaidInMillimetresOrPixels) {
    Desk desk;
    desk.openLeg();
    desk.addSegment();
    desk.session().view().setCrosshair({80, 96, 3});
    desk.view().setFocus();
    desk.press(QStringLiteral("B"));
    const auto field = [&] { return desk.find<ui::NumberField>(QStringLiteral("brush.size")); };
    const auto& spacing = desk.session().image().geometry().spacing();
    const double pixel = std::min(spacing[0], spacing[1]);
    EXPECT_NEAR(field()->value(), 8, 1e-9);
    desk.find<ui::Segmented>(QStringLiteral("brush.unit"))->choose(1);
    EXPECT_NEAR(field()->value(), 8 / pixel, 0.51) << "shown in whole pixels";
    desk.view().setFocus();
    for (int i = 0; i < 20; ++i) {
        desk.press(QStringLiteral("["));
    }
    EXPECT_DOUBLE_EQ(field()->value(), 1);
    // One pixel is one voxel, two where the pointer is on a border; two keys more make three.
    const auto painted = [&] { return desk.session().openCase().counts().voxels(0); };
    desk.clickVoxel(desk.view(), {80, 96, 3});
    const auto one = painted();
    EXPECT_GE(one, 1);
    EXPECT_LE(one, 2);
    desk.press(QStringLiteral("]"));
    desk.press(QStringLiteral("]"));
    EXPECT_DOUBLE_EQ(field()->value(), 3);
    desk.screenshot("brush-pixels-1280x800-dark");
    desk.clickVoxel(desk.view(), {80, 110, 3});
    EXPECT_GE(painted() - one, 5) << "centres within one and a half pixels";
    EXPECT_LE(painted() - one, 9);
    // Of an image with other pixels it is as many of those.
    LimbPhantomSettings coarse;
    coarse.slices = 4;
    coarse.size = {160, 96};
    coarse.spacing = {2.5, 2.5};
    desk.makeLeg(coarse);
    desk.open(desk.legImage());
    desk.press(QStringLiteral("V"));
    desk.press(QStringLiteral("B"));
    ASSERT_NE(desk.session().image().geometry().spacing()[0], pixel);
    EXPECT_NEAR(field()->value(), 3, 1e-9);
}

TEST(Habits, SoloGivesBackWhatWasShownBefore) {
    Desk desk;
    desk.openLeg();
    desk.paintTruth();
    desk.session().view().setActiveSegment(1);
    desk.view().setFocus();
    desk.press(QStringLiteral("H"));
    const auto shown = [&] {
        std::vector<bool> visible;
        for (const SegmentLook& look : desk.segmentation().looks) {
            visible.push_back(look.visible);
        }
        return visible;
    };
    const auto onlyShown = [&](std::size_t one) {
        const std::vector<bool> now = shown();
        return std::ranges::count(now, true) == 1 && now[one];
    };
    const std::vector<bool> before = shown();
    EXPECT_FALSE(before[1]);
    desk.press(QStringLiteral("Q"));
    desk.press(QStringLiteral("Shift+H"));
    EXPECT_TRUE(onlyShown(0));
    desk.press(QStringLiteral("W"));
    desk.press(QStringLiteral("W"));
    desk.press(QStringLiteral("Shift+H"));
    EXPECT_TRUE(onlyShown(2)) << "from one to another";
    desk.press(QStringLiteral("Shift+H"));
    EXPECT_EQ(shown(), before) << "the hidden one stays hidden";
}

TEST(Habits, AnAbbreviationAndACasesNameAreChanged) {
    Desk desk;
    desk.openLeg();
    desk.addSegment();
    auto* edit = desk.find<QLineEdit>(QStringLiteral("properties.abbreviation"));
    ASSERT_TRUE(edit->isVisible());
    edit->setFocus();
    edit->selectAll();
    desk.type(QStringLiteral("SOL"));
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(desk.segmentation().labels.segments().front().abbreviation, "SOL");
    EXPECT_TRUE(desk.view().hasFocus());
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation().labels.segments().front().abbreviation, "");
    EXPECT_EQ(edit->text(), QString());
    desk.press(QStringLiteral("Ctrl+Y"));

    desk.press(QStringLiteral("Shift+F2"));
    auto* name = desk.find<QLineEdit>(QStringLiteral("toolbar.rename"));
    ASSERT_TRUE(name->isVisible());
    desk.type(QStringLiteral("LEG-0147"));
    desk.screenshot("rename-case-1280x800-dark");
    desk.press(QStringLiteral("Return"));
    EXPECT_EQ(desk.session().openCase().name(), "LEG-0147");
    EXPECT_EQ(desk.find<ui::Label>(QStringLiteral("toolbar.case"))->text(),
              QStringLiteral("LEG-0147"));
    desk.press(QStringLiteral("Shift+F2"));
    desk.type(QStringLiteral("not this"));
    desk.press(QStringLiteral("Esc"));
    EXPECT_EQ(desk.session().openCase().name(), "LEG-0147");
    const std::filesystem::path folder = *desk.session().folder();
    desk.restart();
    desk.open(folder);
    EXPECT_EQ(desk.session().openCase().name(), "LEG-0147");
    EXPECT_EQ(desk.segmentation().labels.segments().front().abbreviation, "SOL");
}

} // namespace laurel
