#include "application.h"
#include "laurel/ui_kit/controls.h"
#include "laurel/ui_kit/painting.h"

#include <QScrollArea>

namespace laurel::ui {
namespace {

class FocusRingTest : public WidgetTest {
  protected:
    FocusRingTest()
        : first("First", ButtonKind::Normal, &window),
          second("Second", ButtonKind::Normal, &window) {
        window.resize(300, 200);
        first.setGeometry(40, 40, 80, 28);
        second.setGeometry(160, 40, 80, 28);
        show(window);
        if (window.focusWidget()) // the window's activation gave it to the first
            window.focusWidget()->clearFocus();
    }

    /// Colours the ring has in the window: laurel 3 px outside the button's left edge.
    bool hasRing(const QWidget& control) {
        const QImage image = window.grab().toImage();
        const QPoint at(control.x() - 3, control.y() + control.height() / 2);
        return image.pixelColor(at).rgb() == theme().laurel.rgb();
    }

    Surface window{Surface::Fill::Panel};
    Button first, second;
};

TEST_F(FocusRingTest, GoesWhereTheKeyboardGoes) {
    first.setFocus(Qt::TabFocusReason);
    EXPECT_TRUE(hasRing(first));
    QTest::keyClick(&first, Qt::Key_Tab);
    EXPECT_TRUE(second.hasFocus());
    EXPECT_FALSE(hasRing(first));
    EXPECT_TRUE(hasRing(second));
}

TEST_F(FocusRingTest, DoesNotComeByMouse) {
    first.setFocus(Qt::MouseFocusReason);
    EXPECT_FALSE(hasRing(first));
}

TEST_F(FocusRingTest, FollowsItsControl) {
    first.setFocus(Qt::TabFocusReason);
    first.move(60, 120);
    EXPECT_TRUE(hasRing(first));
    first.hide();
    EXPECT_FALSE(hasRing(first));
}

TEST_F(FocusRingTest, LeavesTwoPixelsFree) {
    first.setFocus(Qt::TabFocusReason);
    const QImage image = window.grab().toImage();
    const int y = first.y() + first.height() / 2;
    EXPECT_EQ(image.pixelColor(first.x() - 5, y).rgb(), theme().panel.rgb());
    EXPECT_EQ(image.pixelColor(first.x() - 4, y).rgb(), theme().laurel.rgb());
    EXPECT_EQ(image.pixelColor(first.x() - 3, y).rgb(), theme().laurel.rgb());
    EXPECT_EQ(image.pixelColor(first.x() - 2, y).rgb(), theme().panel.rgb());
    EXPECT_EQ(image.pixelColor(first.x() - 1, y).rgb(), theme().panel.rgb());
}

TEST_F(FocusRingTest, TakesNoClicks) {
    first.setFocus(Qt::TabFocusReason);
    const QSignalSpy clicks(&first, &QAbstractButton::clicked);
    EXPECT_EQ(window.childAt(first.geometry().center()), &first);
    QTest::mouseClick(&first, Qt::LeftButton);
    EXPECT_EQ(clicks.count(), 1);
}

TEST_F(FocusRingTest, CanBeTurnedOff) {
    setFocusRing(&first, FocusRing::None);
    first.setFocus(Qt::TabFocusReason);
    EXPECT_FALSE(hasRing(first));
}

TEST_F(FocusRingTest, GoesWithItsControl) {
    auto* third = new Button("Third", ButtonKind::Normal, &window);
    third->setGeometry(40, 120, 80, 28);
    third->show();
    third->setFocus(Qt::TabFocusReason);
    const QPoint at(third->x() - 3, third->y() + 14);
    delete third;
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    EXPECT_EQ(window.grab().toImage().pixelColor(at).rgb(), theme().panel.rgb());
}

} // namespace
} // namespace laurel::ui
