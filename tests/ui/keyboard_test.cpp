#include "ui/desk.h"

#include <QApplication>
#include <QListView>

#include <vector>

/// Everything by keyboard: lists, panes, views.
namespace laurel {

namespace {

class Keyboard : public ::testing::Test {
  protected:
    void openTruth() {
        desk.openLeg(12);
        desk.paintTruth();
        desk.session().view().setCrosshair({80, 96, 5});
        desk.session().view().setActiveSegment(0);
        desk.settle();
    }
    int chosen() { return desk.session().view().activeSegment(); }
    std::int64_t slice() { return desk.session().view().crosshair().z; }

    Desk desk;
};

} // namespace

TEST_F(Keyboard, ArrowsWorkInTheListOfSegmentsThatHasTheFocus) {
    openTruth();
    auto* list = desk.find<QListView>(QStringLiteral("segments.list"));
    const int last = list->model()->rowCount() - 1;
    ASSERT_GT(last, 5);
    list->setFocus(Qt::TabFocusReason);
    desk.press(QStringLiteral("Down"));
    EXPECT_EQ(chosen(), 1);
    desk.press(QStringLiteral("Down"));
    desk.press(QStringLiteral("Up"));
    EXPECT_EQ(chosen(), 1);
    desk.press(QStringLiteral("End"));
    EXPECT_EQ(chosen(), last);
    desk.press(QStringLiteral("Home"));
    EXPECT_EQ(chosen(), 0);
    desk.press(QStringLiteral("PgDown"));
    EXPECT_GT(chosen(), 1);
    EXPECT_EQ(slice(), 5) << "the window's keys wait while a list has the focus";
    desk.press(QStringLiteral("Right"));
    EXPECT_EQ(slice(), 6) << "which a list of one column leaves alone";
    desk.view().setFocus();
    desk.press(QStringLiteral("Down"));
    EXPECT_EQ(slice(), 7);
}

TEST_F(Keyboard, TheHistoryIsGoneThroughByKeysBackToTheBeginning) {
    desk.openLeg(6);
    const Segmentation opened = desk.segmentation();
    desk.addSegment();
    desk.session().view().setCrosshair({80, 96, 3});
    desk.view().setFocus();
    desk.press(QStringLiteral("B"));
    std::vector<Segmentation> states{opened, desk.segmentation()};
    for (std::int64_t i = 0; i < 4; ++i) {
        desk.drag(desk.view(), {70 + 5 * i, 80 + 4 * i, 3}, {110, 100 - 3 * i, 3});
        states.push_back(desk.segmentation());
    }
    auto* list = desk.find<QListView>(QStringLiteral("history.list"));
    const auto text = [&](int row) { return list->model()->index(row, 0).data().toString(); };
    ASSERT_EQ(list->model()->rowCount(), 6);
    EXPECT_EQ(text(0), QStringLiteral("Opened"));
    EXPECT_EQ(text(2), QStringLiteral("Brush"));
    list->setFocus(Qt::TabFocusReason);
    desk.press(QStringLiteral("Up"));
    desk.press(QStringLiteral("Up"));
    EXPECT_EQ(desk.segmentation(), states[5]) << "moving changes nothing";
    desk.screenshot("history-by-keys-1280x800-dark");
    desk.press(QStringLiteral("Return"));
    desk.settle();
    EXPECT_EQ(desk.segmentation(), states[3]);
    desk.press(QStringLiteral("Home"));
    desk.press(QStringLiteral("Return"));
    desk.settle();
    EXPECT_EQ(desk.segmentation(), states[0]) << "as it was opened";
    EXPECT_TRUE(list->hasFocus());
    desk.press(QStringLiteral("End"));
    desk.press(QStringLiteral("Return"));
    desk.settle();
    EXPECT_EQ(desk.segmentation(), states[5]);
    EXPECT_EQ(slice(), 3);
}

} // namespace laurel
