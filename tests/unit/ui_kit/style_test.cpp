#include "application.h"
#include "laurel/ui_kit/controls.h"

#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QStyle>

namespace laurel::ui {
namespace {

QRgb at(QWidget& widget, QPoint point) {
    return widget.grab().toImage().pixelColor(point).rgb();
}

TEST_F(WidgetTest, ControlsTakeTheNewThemeAtOnce) {
    Button button("Accept", ButtonKind::Primary);
    button.resize(button.sizeHint());
    Surface surface(Surface::Fill::Raised);
    EXPECT_EQ(at(button, QPoint(4, 14)), theme().laurel.rgb());
    applyTheme(ThemeChoice::Light);
    EXPECT_EQ(at(button, QPoint(4, 14)), lightTheme().laurel.rgb());
    EXPECT_EQ(at(surface, QPoint(4, 4)), lightTheme().raised.rgb());
}

TEST_F(WidgetTest, ADisabledButtonHasNoFill) {
    Surface surface(Surface::Fill::Panel);
    surface.resize(120, 60);
    Button button("Accept", ButtonKind::Primary, &surface);
    button.setGeometry(10, 10, 84, 28);
    button.setEnabled(false);
    EXPECT_EQ(at(surface, QPoint(16, 24)), theme().panel.rgb());
    EXPECT_EQ(at(surface, QPoint(50, 10)), theme().line.rgb());
}

TEST_F(WidgetTest, TheActiveToolIsFilledWithLaurelAndAnotherButtonWithSelection) {
    GlyphButton tool(Icon::Brush, "Brush", "B");
    GlyphButton layout(Icon::LayoutSide, "Layout");
    for (GlyphButton* button : {&tool, &layout}) {
        button->setCheckable(true);
        button->setChecked(true);
        button->resize(button->sizeHint());
    }
    EXPECT_EQ(at(tool, QPoint(3, 16)), theme().laurel.rgb());
    EXPECT_EQ(at(layout, QPoint(2, 14)), theme().selected.rgb());
}

TEST_F(WidgetTest, AltAloneDoesNotOpenMenus) {
    EXPECT_EQ(QApplication::style()->styleHint(QStyle::SH_MenuBar_AltKeyNavigation), 0);
}

TEST_F(WidgetTest, RowsOfMenusAreTargets) {
    QMenu menu;
    const QAction* action = menu.addAction("Open…");
    menu.ensurePolished();
    menu.adjustSize();
    EXPECT_GE(menu.actionGeometry(const_cast<QAction*>(action)).height(), 28);
    EXPECT_EQ(at(menu, QPoint(menu.width() - 8, menu.height() / 2)), theme().raised.rgb());
}

TEST_F(WidgetTest, AFieldShowsItsBorder) {
    QLineEdit edit;
    edit.resize(120, 28);
    EXPECT_EQ(at(edit, QPoint(60, 0)), theme().fieldBorder.rgb());
    EXPECT_EQ(at(edit, QPoint(100, 14)), theme().well.rgb());
}

TEST_F(WidgetTest, AScrollBarFollowsADragOfItsThumb) {
    QScrollBar bar(Qt::Vertical);
    bar.setRange(0, 100);
    bar.setPageStep(100);
    bar.resize(10, 200);
    show(bar);
    QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(5, 20));
    QTest::mouseMove(&bar, QPoint(5, 70));
    QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(5, 70));
    EXPECT_NEAR(bar.value(), 50, 3);
}

} // namespace
} // namespace laurel::ui
