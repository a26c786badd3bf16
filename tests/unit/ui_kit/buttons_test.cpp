#include "application.h"
#include "laurel/ui_kit/controls.h"

#include <QMenu>
#include <QTimer>

namespace laurel::ui {
namespace {

template <class Control>
void expectOnePressEach(Control& control) {
    show(control);
    control.setFocus(Qt::TabFocusReason);
    const QSignalSpy clicks(&control, &QAbstractButton::clicked);
    QTest::mouseClick(&control, Qt::LeftButton, {}, QPoint(6, control.height() / 2));
    EXPECT_EQ(clicks.count(), 1);
    QTest::keyClick(&control, Qt::Key_Space);
    EXPECT_EQ(clicks.count(), 2);
    QTest::keyClick(&control, Qt::Key_Return);
    EXPECT_EQ(clicks.count(), 3);
    QTest::keyClick(&control, Qt::Key_Return, Qt::ControlModifier);
    EXPECT_EQ(clicks.count(), 3);
    control.setEnabled(false);
    QTest::mouseClick(&control, Qt::LeftButton);
    EXPECT_EQ(clicks.count(), 3);
}

TEST_F(WidgetTest, ButtonsArePressedOnceByMouseSpaceAndEnter) {
    Button button("Accept", ButtonKind::Primary);
    expectOnePressEach(button);
    GlyphButton glyph(Icon::Plus, "Add");
    expectOnePressEach(glyph);
    SplitButton split(Icon::AutoSegment, "Auto-segment");
    expectOnePressEach(split);
    CheckBox check("Pen pressure sets size");
    expectOnePressEach(check);
    Switch toggle("Follow intensity");
    expectOnePressEach(toggle);
}

TEST_F(WidgetTest, AClickLeavesTheFocusWhereItWas) {
    QWidget window;
    QWidget image(&window);
    image.setFocusPolicy(Qt::StrongFocus);
    Button button("Accept", ButtonKind::Normal, &window);
    button.move(40, 40);
    window.resize(200, 100);
    show(window);
    image.setFocus();
    QTest::mouseClick(&button, Qt::LeftButton);
    EXPECT_TRUE(image.hasFocus());
}

TEST_F(WidgetTest, ButtonsHaveTheHeightsOfTheDesign) {
    Button button("Accept");
    EXPECT_EQ(button.sizeHint().height(), 28);
    button.setTall(true);
    EXPECT_EQ(button.sizeHint().height(), 34);
    EXPECT_EQ(GlyphButton(Icon::Plus, "Add").sizeHint(), QSize(28, 28));
    EXPECT_EQ(GlyphButton(Icon::Brush, "Brush", "B").sizeHint(), QSize(38, 32));
}

TEST_F(WidgetTest, AHintYieldsWhereItDoesNotFit) {
    Button button("Mark reviewed");
    const int plain = button.sizeHint().width();
    button.setHint("Ctrl ⏎");
    EXPECT_GT(button.sizeHint().width(), plain);
    EXPECT_EQ(button.minimumSizeHint().width(), plain);
}

TEST_F(WidgetTest, TheSplitButtonsRightEndOpensItsMenu) {
    QMenu menu;
    menu.addAction("Preview only");
    SplitButton button(Icon::AutoSegment, "Auto-segment");
    button.setMenu(&menu);
    button.resize(button.sizeHint());
    show(button);
    const QSignalSpy clicks(&button, &QAbstractButton::clicked);
    const QSignalSpy opened(&menu, &QMenu::aboutToShow);
    QTest::mouseClick(&button, Qt::LeftButton, {}, QPoint(button.width() - 10, 14));
    EXPECT_EQ(opened.count(), 1);
    menu.close();
    QTest::mouseClick(&button, Qt::LeftButton, {}, QPoint(20, 14));
    EXPECT_EQ(clicks.count(), 1);
    EXPECT_EQ(opened.count(), 1);
}

TEST_F(WidgetTest, ADropdownChoosesFromItsMenu) {
    Dropdown dropdown("Area", {"Everywhere", "Inside", "Outside"});
    show(dropdown);
    const QSignalSpy chosen(&dropdown, &Dropdown::chosen);
    QTimer::singleShot(0, [] {
        QWidget* menu = QApplication::activePopupWidget();
        ASSERT_NE(menu, nullptr);
        QTest::keyClick(menu, Qt::Key_Down);
        QTest::keyClick(menu, Qt::Key_Return);
    });
    QTest::mouseClick(&dropdown, Qt::LeftButton);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen.front().front().toInt(), 1);
    EXPECT_EQ(dropdown.shownText(), "Inside");
}

TEST_F(WidgetTest, ADropdownThatIsLeftChoosesNothing) {
    Dropdown dropdown("Area", {"Everywhere", "Inside"});
    show(dropdown);
    const QSignalSpy chosen(&dropdown, &Dropdown::chosen);
    QTimer::singleShot(0,
                       [] { QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape); });
    QTest::mouseClick(&dropdown, Qt::LeftButton);
    EXPECT_EQ(chosen.count(), 0);
    EXPECT_EQ(dropdown.index(), 0);
}

TEST_F(WidgetTest, ArrowsStepThroughADropdown) {
    Dropdown dropdown("Area", {"Everywhere", "Inside"});
    show(dropdown);
    const QSignalSpy chosen(&dropdown, &Dropdown::chosen);
    QTest::keyClick(&dropdown, Qt::Key_Down);
    QTest::keyClick(&dropdown, Qt::Key_Down); // already the last
    EXPECT_EQ(chosen.count(), 1);
    dropdown.setIndex(0);
    EXPECT_EQ(chosen.count(), 1);
}

TEST_F(WidgetTest, ADropdownCanShowWhatIsNoChoice) {
    Dropdown dropdown("Window", {"Auto", "Full"});
    dropdown.setShownText("Custom 12–90 %");
    EXPECT_EQ(dropdown.shownText(), "Custom 12–90 %");
    dropdown.setShownText({});
    EXPECT_EQ(dropdown.shownText(), "Auto");
}

} // namespace
} // namespace laurel::ui
