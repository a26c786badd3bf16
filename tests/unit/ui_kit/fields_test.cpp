#include "application.h"
#include "laurel/ui_kit/controls.h"

#include <QLineEdit>

namespace laurel::ui {
namespace {

class NumberFieldTest : public WidgetTest {
  protected:
    NumberFieldTest()
        : field("Size", 0.2, 50, 1, "mm"), edit(field.findChild<QLineEdit*>()),
          changed(&field, &NumberField::changed) {
        field.setValue(8);
        show(field);
        edit->setFocus();
    }

    void type(const QString& text) {
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }

    NumberField field;
    QLineEdit* edit;
    QSignalSpy changed;
};

TEST_F(NumberFieldTest, ShowsItsDecimals) {
    EXPECT_EQ(edit->text(), "8.0");
}

TEST_F(NumberFieldTest, EmitsOnceForAnEnteredNumber) {
    type("12.5");
    EXPECT_EQ(changed.count(), 0); // not while typing: 1 and 12 were not meant
    QTest::keyClick(edit, Qt::Key_Return);
    edit->clearFocus();
    ASSERT_EQ(changed.count(), 1);
    EXPECT_DOUBLE_EQ(changed.front().front().toDouble(), 12.5);
    EXPECT_DOUBLE_EQ(field.value(), 12.5);
}

TEST_F(NumberFieldTest, TakesNothingOverWhenItGoesInTheMiddleOfTyping) {
    for (const char* text : {"12.5", "80"}) {
        auto going = std::make_unique<NumberField>("Size", 0.2, 50, 1, "mm");
        const QSignalSpy told(going.get(), &NumberField::changed);
        show(*going);
        auto* typed = going->findChild<QLineEdit*>();
        typed->setFocus();
        typed->selectAll();
        QTest::keyClicks(typed, text);
        ASSERT_TRUE(typed->hasFocus());
        going.reset();
        EXPECT_EQ(told.count(), 0) << text;
    }
}

TEST_F(NumberFieldTest, NamesTheRangeForWhatLiesOutside) {
    const int height = field.sizeHint().height();
    type("80");
    EXPECT_TRUE(field.hasError());
    EXPECT_EQ(field.message(), "0.2 to 50 mm");
    EXPECT_EQ(field.accessibleDescription(), "0.2 to 50 mm");
    EXPECT_GT(field.sizeHint().height(), height);
    QTest::keyClick(edit, Qt::Key_Return);
    EXPECT_EQ(changed.count(), 0);
    EXPECT_DOUBLE_EQ(field.value(), 8);
    EXPECT_EQ(edit->text(), "80");
}

TEST_F(NumberFieldTest, TakesTheErrorBackWithTheNextNumber) {
    type("80");
    type("7");
    EXPECT_FALSE(field.hasError());
    EXPECT_EQ(field.message(), QString());
}

TEST_F(NumberFieldTest, IsNotANumber) {
    for (const char* text : {"", "two", "1e", "nan", "inf"}) {
        edit->clear();
        type(text);
        QTest::keyClick(edit, Qt::Key_Return);
        EXPECT_TRUE(field.hasError()) << text;
    }
    EXPECT_EQ(changed.count(), 0);
}

TEST_F(NumberFieldTest, UnderstandsADecimalComma) {
    type("3,5");
    QTest::keyClick(edit, Qt::Key_Return);
    EXPECT_DOUBLE_EQ(field.value(), 3.5);
    EXPECT_EQ(edit->text(), "3.5");
}

TEST_F(NumberFieldTest, StepsWithinItsRange) {
    field.setStep(0.5);
    QTest::keyClick(edit, Qt::Key_Up);
    EXPECT_DOUBLE_EQ(field.value(), 8.5);
    field.setValue(0.4);
    QTest::keyClick(edit, Qt::Key_Down);
    EXPECT_DOUBLE_EQ(field.value(), 0.2);
    EXPECT_EQ(changed.count(), 2);
}

TEST_F(NumberFieldTest, EscapeBringsTheValueBack) {
    const QSignalSpy finished(&field, &NumberField::finished);
    type("80");
    QTest::keyClick(edit, Qt::Key_Escape);
    EXPECT_EQ(edit->text(), "8.0");
    EXPECT_FALSE(field.hasError());
    EXPECT_EQ(finished.count(), 1);
    EXPECT_EQ(changed.count(), 0);
}

TEST_F(WidgetTest, ASearchFieldTellsWhatIsTyped) {
    SearchField field("Find a command", "Ctrl K");
    show(field);
    const QSignalSpy edited(&field, &SearchField::edited);
    const QSignalSpy accepted(&field, &SearchField::accepted);
    const QSignalSpy escaped(&field, &SearchField::escaped);
    QTest::keyClicks(field.edit(), "un");
    QTest::keyClick(field.edit(), Qt::Key_Return);
    EXPECT_EQ(edited.count(), 2);
    EXPECT_EQ(accepted.count(), 1);
    QTest::keyClick(field.edit(), Qt::Key_Escape);
    EXPECT_EQ(escaped.count(), 1);
    EXPECT_TRUE(field.text().isEmpty());
}

} // namespace
} // namespace laurel::ui
