#include "application.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/plots.h"

#include <functional>

namespace laurel::ui {
namespace {

TEST_F(WidgetTest, ALabelBreaksInTheMiddleAndTellsTheWholeName) {
    Label label("Extensor digitorum longus");
    label.resize(label.sizeHint().width() - 24, label.sizeHint().height());
    show(label);
    EXPECT_TRUE(label.shownText().startsWith("Extensor"));
    EXPECT_TRUE(label.shownText().endsWith("… longus"));
    EXPECT_EQ(label.toolTip(), label.text());
    EXPECT_EQ(label.accessibleName(), "Extensor digitorum longus");
    label.resize(400, 20);
    EXPECT_EQ(label.shownText(), label.text());
    EXPECT_TRUE(label.toolTip().isEmpty());
}

TEST_F(WidgetTest, AWrappingLabelGrowsDownwards) {
    Label label("The server checks it on its own reference cases.");
    label.setWraps(true);
    EXPECT_GT(label.heightForWidth(100), label.heightForWidth(1000));
}

TEST_F(WidgetTest, ANumericLabelIsAsWideForAnyDigits) {
    Label narrow("0.111"), wide("0.888");
    narrow.setNumeric(true);
    wide.setNumeric(true);
    EXPECT_EQ(narrow.sizeHint(), wide.sizeHint());
}

TEST_F(WidgetTest, ATaskIsCancelledOnceByItsCross) {
    TaskChip chip(Icon::Leaf, "Learning");
    chip.setFraction(0.4);
    chip.setTimeLeft("0:41");
    chip.resize(chip.sizeHint());
    show(chip);
    const QSignalSpy cancelled(&chip, &TaskChip::cancelled);
    QTest::mouseClick(chip.childAt(chip.width() - 12, chip.height() / 2), Qt::LeftButton);
    EXPECT_EQ(cancelled.count(), 1);
    chip.setCancellable(false);
    EXPECT_EQ(chip.childAt(chip.width() - 12, chip.height() / 2), nullptr);
}

TEST_F(WidgetTest, AToastActsAndIsDismissedOnceEach) {
    Toast toast(Toast::Kind::Error, "Could not save LEG-0147", "The disk is full.",
                "Save elsewhere", nullptr);
    show(toast);
    const QSignalSpy acted(&toast, &Toast::acted);
    const QSignalSpy dismissed(&toast, &Toast::dismissed);
    const auto buttons = toast.findChildren<QAbstractButton*>();
    ASSERT_EQ(buttons.size(), 2);
    QTest::mouseClick(buttons[0], Qt::LeftButton);
    EXPECT_EQ(acted.count(), 1);
    EXPECT_EQ(dismissed.count(), 0);
    QTest::mouseClick(buttons[1], Qt::LeftButton);
    EXPECT_EQ(dismissed.count(), 1);
}

TEST_F(WidgetTest, AToastGoesByItselfUnlessItIsAnError) {
    Toast done(Toast::Kind::Done, "Saved", {}, {}, nullptr);
    Toast error(Toast::Kind::Error, "Not saved", {}, {}, nullptr);
    const QSignalSpy gone(&done, &Toast::dismissed);
    const QSignalSpy stays(&error, &Toast::dismissed);
    done.setLifetime(20);
    EXPECT_TRUE(QTest::qWaitFor([&] { return gone.count() == 1; }, 2000));
    EXPECT_EQ(stays.count(), 0);
}

using Make = std::function<std::unique_ptr<QWidget>()>;

TEST_F(WidgetTest, EveryControlGrowsWithTheText) {
    const std::vector<Make> makers = {
        [] { return std::make_unique<Button>("Accept"); },
        [] { return std::make_unique<SplitButton>(Icon::AutoSegment, "Auto-segment"); },
        [] { return std::make_unique<Dropdown>("Area", QStringList{"Everywhere"}); },
        [] {
            return std::make_unique<Segmented>(QStringList{"Round", "Square"});
        },
        [] { return std::make_unique<TabBar>(QStringList{"Cases"}, std::vector{Icon::Cases}); },
        [] { return std::make_unique<CheckBox>("Pen pressure sets size"); },
        [] { return std::make_unique<Chip>("1 waiting to send"); },
        [] { return std::make_unique<TaskChip>(Icon::Leaf, "Learning"); },
        [] { return std::make_unique<KeyCap>("Shift"); },
        [] { return std::make_unique<Label>("Soleus"); },
        [] { return std::make_unique<NumberField>("Size", 0, 100, 1, "mm"); },
    };
    for (std::size_t i = 0; i < makers.size(); ++i) {
        setTextScale(1);
        const auto control = makers[i]();
        const QSize before = control->minimumSizeHint().expandedTo(control->sizeHint());
        setTextScale(1.5);
        QApplication::processEvents();
        const QSize after = control->minimumSizeHint().expandedTo(control->sizeHint());
        EXPECT_GT(after.width(), before.width()) << "control " << i;
        EXPECT_GE(after.height(), before.height()) << "control " << i;
    }
}

TEST_F(WidgetTest, AChipTakesTheColoursOfItsState) {
    Chip chip("In work");
    chip.setMark(StateMark::InWork);
    chip.resize(chip.sizeHint());
    EXPECT_EQ(chip.height(), 22);
    const QImage image = chip.grab().toImage();
    EXPECT_EQ(image.pixelColor(chip.width() - 6, 11).rgb(), theme().inWorkChip.rgb());
}

} // namespace
} // namespace laurel::ui
