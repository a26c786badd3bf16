#include "application.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/plots.h"

#include <QAccessible>

#include <cmath>

namespace laurel::ui {
namespace {

QAccessibleInterface& accessible(QWidget& widget) {
    return *QAccessible::queryAccessibleInterface(&widget);
}

QString nameOf(QWidget& widget) {
    return accessible(widget).text(QAccessible::Name);
}

TEST_F(WidgetTest, ControlsHaveNamesAndRoles) {
    Button button("Accept");
    EXPECT_EQ(nameOf(button), "Accept");
    EXPECT_EQ(accessible(button).role(), QAccessible::Button);
    GlyphButton glyph(Icon::Plus, "Add segment");
    EXPECT_EQ(nameOf(glyph), "Add segment");
    EXPECT_EQ(accessible(glyph).role(), QAccessible::Button);
    Switch toggle("Follow intensity");
    EXPECT_EQ(nameOf(toggle), "Follow intensity");
    EXPECT_EQ(accessible(toggle).role(), QAccessible::CheckBox);
    Label label("Soleus");
    EXPECT_EQ(nameOf(label), "Soleus");
    EXPECT_EQ(accessible(label).role(), QAccessible::StaticText);
}

TEST_F(WidgetTest, ASwitchTellsItsState) {
    Switch toggle("Follow intensity");
    EXPECT_FALSE(accessible(toggle).state().checked);
    toggle.setChecked(true);
    EXPECT_TRUE(accessible(toggle).state().checked);
}

TEST_F(WidgetTest, ASliderIsReadAndMovedThroughItsInterface) {
    Slider slider("Opacity", 0, 100, 1);
    slider.setValue(34);
    EXPECT_EQ(accessible(slider).role(), QAccessible::Slider);
    QAccessibleValueInterface* value = accessible(slider).valueInterface();
    ASSERT_NE(value, nullptr);
    EXPECT_EQ(value->currentValue().toDouble(), 34);
    EXPECT_EQ(value->minimumValue().toDouble(), 0);
    EXPECT_EQ(value->maximumValue().toDouble(), 100);
    EXPECT_EQ(value->minimumStepSize().toDouble(), 1);
    const QSignalSpy moved(&slider, &Slider::moved);
    value->setCurrentValue(60);
    EXPECT_EQ(slider.value(), 60);
    EXPECT_EQ(moved.count(), 1);
}

TEST_F(WidgetTest, ChoicesTellTheOneInForce) {
    Segmented choice({"Round", "Square"});
    choice.setIndex(1);
    EXPECT_EQ(accessible(choice).text(QAccessible::Value), "Square");
    Dropdown dropdown("Area", {"Everywhere", "Inside"});
    EXPECT_EQ(nameOf(dropdown), "Area");
    EXPECT_EQ(accessible(dropdown).role(), QAccessible::ComboBox);
    EXPECT_EQ(accessible(dropdown).text(QAccessible::Value), "Everywhere");
    ProgressBar bar;
    bar.setFraction(0.42);
    EXPECT_EQ(accessible(bar).text(QAccessible::Value), "42 %");
}

TEST_F(WidgetTest, PlotsSayTheirNumbers) {
    CurvePlot curves("Dice");
    curves.setCurves({{.name = "this run", .points = {{0, 0.868}, {1, 0.911}}},
                      {.name = "broken", .points = {{0, std::nan("")}}}});
    EXPECT_EQ(accessible(curves).text(QAccessible::Description), "this run 0.911, broken –");
    DumbbellPlot dumbbells("Per muscle");
    dumbbells.setRows({{Qt::red, "Soleus", 0.889, 0.938}, {Qt::red, "Peroneus", {}, 0.5}});
    EXPECT_EQ(accessible(dumbbells).text(QAccessible::Description),
              "Soleus 0.938, 0.889; Peroneus 0.500, –");
}

} // namespace
} // namespace laurel::ui
