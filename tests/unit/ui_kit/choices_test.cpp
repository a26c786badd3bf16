#include "application.h"
#include "laurel/ui_kit/controls.h"

#include <QShortcut>
#include <QWindow>

namespace laurel::ui {
namespace {

TEST_F(WidgetTest, ASegmentIsChosenByMouseOnce) {
    Segmented choice({"Outline", "Fill", "Both"});
    choice.resize(178, 28);
    const QSignalSpy chosen(&choice, &Segmented::chosen);
    QTest::mouseClick(&choice, Qt::LeftButton, {}, choice.choiceRect(2).center());
    QTest::mouseClick(&choice, Qt::LeftButton, {}, choice.choiceRect(2).center());
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.front().front().toInt(), 2);
    EXPECT_EQ(choice.index(), 2);
}

TEST_F(WidgetTest, SegmentsFollowArrowsHomeAndEnd) {
    Segmented choice({"Outline", "Fill", "Both"});
    const QSignalSpy chosen(&choice, &Segmented::chosen);
    QTest::keyClick(&choice, Qt::Key_Right);
    EXPECT_EQ(choice.index(), 1);
    QTest::keyClick(&choice, Qt::Key_End);
    EXPECT_EQ(choice.index(), 2);
    QTest::keyClick(&choice, Qt::Key_Right);
    EXPECT_EQ(choice.index(), 2);
    QTest::keyClick(&choice, Qt::Key_Home);
    EXPECT_EQ(choice.index(), 0);
    EXPECT_EQ(chosen.count(), 3);
}

TEST_F(WidgetTest, SettersDoNotEmit) {
    Segmented choice({"Round", "Square"});
    const QSignalSpy chosen(&choice, &Segmented::chosen);
    choice.setIndex(1);
    EXPECT_EQ(chosen.count(), 0);
    Slider slider("Size", 0, 1, 0.1);
    const QSignalSpy moved(&slider, &Slider::moved);
    slider.setValue(0.5);
    EXPECT_EQ(moved.count(), 0);
    EXPECT_DOUBLE_EQ(slider.value(), 0.5);
}

TEST_F(WidgetTest, SegmentsShareTheRoomAndTileIt) {
    Segmented choice({"Outline", "Fill", "Both"});
    for (const int width : {choice.sizeHint().width(), 178, 301}) {
        choice.resize(width, 28);
        EXPECT_EQ(choice.choiceRect(0).left(), 3);
        EXPECT_EQ(choice.choiceRect(0).right() + 1, choice.choiceRect(1).left());
        EXPECT_EQ(choice.choiceRect(1).right() + 1, choice.choiceRect(2).left());
        EXPECT_LE(choice.choiceRect(2).right(), width - 3);
    }
    EXPECT_NEAR(choice.choiceRect(0).width(), choice.choiceRect(2).width(), 1);
}

TEST_F(WidgetTest, PlacesAreChosenByMouseAndArrows) {
    TabBar tabs({"Cases", "Segment", "Numbers"}, {Icon::Cases, Icon::Brush, Icon::Table});
    tabs.resize(tabs.sizeHint());
    EXPECT_EQ(tabs.height(), 40);
    const QSignalSpy chosen(&tabs, &TabBar::chosen);
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.choiceRect(1).center());
    QTest::keyClick(&tabs, Qt::Key_Right);
    EXPECT_EQ(chosen.count(), 2);
    EXPECT_EQ(tabs.index(), 2);
}

TEST_F(WidgetTest, ASwitchTogglesByMouseAndSpace) {
    Switch toggle("Follow intensity");
    show(toggle);
    const QSignalSpy toggled(&toggle, &QAbstractButton::toggled);
    QTest::mouseClick(&toggle, Qt::LeftButton);
    EXPECT_TRUE(toggle.isChecked());
    QTest::keyClick(&toggle, Qt::Key_Space);
    EXPECT_FALSE(toggle.isChecked());
    EXPECT_EQ(toggled.count(), 2);
}

TEST_F(WidgetTest, WhatCannotBeChosenNowIsPassedOver) {
    TabBar tabs({"Cases", "Segment", "Numbers"}, {Icon::Cases, Icon::Brush, Icon::Table});
    tabs.resize(tabs.sizeHint());
    tabs.setChoiceEnabled(1, false, "Open a case first");
    const QSignalSpy chosen(&tabs, &TabBar::chosen);
    QTest::mouseClick(&tabs, Qt::LeftButton, {}, tabs.choiceRect(1).center());
    EXPECT_EQ(chosen.count(), 0);
    QTest::keyClick(&tabs, Qt::Key_Right);
    EXPECT_EQ(tabs.index(), 2);
    tabs.setChoiceEnabled(1, true);
    QTest::keyClick(&tabs, Qt::Key_Left);
    EXPECT_EQ(tabs.index(), 1);
}

/// A window whose single keys are shortcuts, as Laurel's are.
struct ShortcutWindow : QWidget {
    ShortcutWindow(std::initializer_list<Qt::Key> keys) {
        for (const Qt::Key key : keys)
            connect(new QShortcut(key, this), &QShortcut::activated, this, [this] { ++taken; });
    }
    int taken = 0;
};

TEST_F(WidgetTest, ControlsKeepTheKeysTheyUse) {
    ShortcutWindow window(
        {Qt::Key_Right, Qt::Key_Home, Qt::Key_Space, Qt::Key_Return, Qt::Key_Up, Qt::Key_B});
    Slider slider("Opacity", 0, 100, 1, &window);
    Segmented choice({"Round", "Square"}, &window);
    Button button("Accept", ButtonKind::Normal, &window);
    NumberField number("Size", 0, 10, 0, {}, &window);
    show(window);
    const QSignalSpy clicks(&button, &QAbstractButton::clicked);
    slider.setFocus();
    QTest::keyClick(window.windowHandle(), Qt::Key_Right);
    choice.setFocus();
    QTest::keyClick(window.windowHandle(), Qt::Key_Right);
    button.setFocus();
    QTest::keyClick(window.windowHandle(), Qt::Key_Space);
    QTest::keyClick(window.windowHandle(), Qt::Key_Return);
    number.setFocus();
    QTest::keyClick(window.windowHandle(), Qt::Key_Up);
    EXPECT_EQ(slider.value(), 1);
    EXPECT_EQ(choice.index(), 1);
    EXPECT_EQ(clicks.count(), 2);
    EXPECT_EQ(number.value(), 1);
    EXPECT_EQ(window.taken, 0);
    button.setFocus();
    QTest::keyClick(window.windowHandle(), Qt::Key_B);
    EXPECT_EQ(window.taken, 1);
}

struct KeyStep {
    Qt::Key key;
    double value;
};

TEST_F(WidgetTest, ASliderFollowsItsKeys) {
    Slider slider("Opacity", 0, 100, 1);
    slider.setValue(50);
    const QSignalSpy moved(&slider, &Slider::moved);
    const std::vector<KeyStep> steps = {
        {Qt::Key_Right, 51},  {Qt::Key_Up, 52},       {Qt::Key_Left, 51}, {Qt::Key_Down, 50},
        {Qt::Key_PageUp, 60}, {Qt::Key_PageDown, 50}, {Qt::Key_End, 100}, {Qt::Key_Home, 0}};
    for (const KeyStep& step : steps) {
        QTest::keyClick(&slider, step.key);
        EXPECT_DOUBLE_EQ(slider.value(), step.value);
    }
    EXPECT_EQ(moved.count(), static_cast<int>(steps.size()));
    QTest::keyClick(&slider, Qt::Key_Left); // at its end already
    EXPECT_EQ(moved.count(), static_cast<int>(steps.size()));
}

TEST_F(WidgetTest, ASliderGoesWhereItIsPressedAndStopsAtItsEnds) {
    Slider slider("Opacity", 0, 100, 5);
    slider.resize(112, 28); // the handle's centre goes from 6 to 106: one px is one unit
    const QSignalSpy moved(&slider, &Slider::moved);
    QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(6 + 42, 14));
    EXPECT_DOUBLE_EQ(slider.value(), 40);
    QTest::mouseMove(&slider, QPoint(500, 14));
    QTest::mouseRelease(&slider, Qt::LeftButton, {}, QPoint(500, 14));
    ASSERT_GE(moved.count(), 1);
    EXPECT_LE(slider.value(), 100);
}

TEST_F(WidgetTest, TheLastStepReachesTheEnd) {
    Slider slider("Size", 0.2, 50, 0.5);
    QTest::keyClick(&slider, Qt::Key_End);
    EXPECT_NEAR(slider.value(), 50, 0.5);
    EXPECT_LE(slider.value(), 50);
}

} // namespace
} // namespace laurel::ui
