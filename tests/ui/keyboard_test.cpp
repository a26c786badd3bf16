#include "ui/desk.h"

#include "laurel/ui_kit/controls.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QTest>

#include <set>
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
    /// The innermost part of the window that has the focus; empty: none has.
    static QString paneOfFocus() {
        for (const QWidget* at = QApplication::focusWidget(); at != nullptr;
             at = at->parentWidget()) {
            QString name = at->objectName();
            if (name.startsWith(QStringLiteral("pane.")) ||
                name.startsWith(QStringLiteral("place.")) ||
                name.endsWith(QStringLiteral(".bar"))) {
                return name;
            }
        }
        return {};
    }
    /// What F6 goes through until it comes to where it began.
    std::set<QString> walk(const QString& keys) {
        std::set<QString> seen;
        for (int presses = 0; presses < 40; ++presses) {
            desk.press(keys);
            if (!seen.insert(paneOfFocus()).second) {
                break;
            }
        }
        return seen;
    }
    /// Every visible part that holds something the keyboard can reach.
    std::set<QString> panesShown() {
        std::set<QString> names;
        for (QWidget* one : desk.window().findChildren<QWidget*>()) {
            const bool reached =
                one->isVisible() && one->isEnabled() && (one->focusPolicy() & Qt::TabFocus) != 0;
            for (const QWidget* at = reached ? one : nullptr; at != nullptr;
                 at = at->parentWidget()) {
                const QString name = at->objectName();
                if (name.startsWith(QStringLiteral("pane.")) ||
                    name.startsWith(QStringLiteral("place.")) ||
                    name.endsWith(QStringLiteral(".bar"))) {
                    names.insert(name);
                    break;
                }
            }
        }
        return names;
    }
    void expectWalked(const char* where, const QStringList& among) {
        const std::set<QString> wanted = panesShown();
        for (const QString& name : among) {
            EXPECT_TRUE(wanted.contains(name)) << where << ": " << name.toStdString();
        }
        for (const char* keys : {"F6", "Shift+F6"}) {
            EXPECT_EQ(walk(QString::fromUtf8(keys)), wanted) << where << " " << keys;
        }
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

TEST_F(Keyboard, F6ReachesEveryPane) {
    expectWalked("cases", {QStringLiteral("place.cases"), QStringLiteral("pane.top")});
    openTruth();
    desk.press(QStringLiteral("B")); // a tool that has options
    expectWalked("segment", {QStringLiteral("pane.top"), QStringLiteral("pane.toolbar"),
                             QStringLiteral("pane.tools"), QStringLiteral("pane.options"),
                             QStringLiteral("pane.view.2"), QStringLiteral("pane.view.0"),
                             QStringLiteral("pane.view.1"), QStringLiteral("pane.plot"),
                             QStringLiteral("pane.slices"), QStringLiteral("pane.segments"),
                             QStringLiteral("pane.properties"), QStringLiteral("pane.history")});
    desk.session().setProposal(
        {desk.segmentation().labels, 0, 5, {"leg", 12, std::string(64, 'a')}, "Leg v12", 1});
    desk.settle();
    expectWalked("preview", {QStringLiteral("preview.bar"), QStringLiteral("pane.preview")});
    desk.press(QStringLiteral("Esc"));
    desk.press(QStringLiteral("Ctrl+3"));
    desk.settle(300);
    expectWalked("numbers", {QStringLiteral("place.numbers"), QStringLiteral("pane.view.2"),
                             QStringLiteral("pane.chips")});
    desk.press(QStringLiteral("Ctrl+4"));
    desk.settle(100);
    expectWalked("learn", {QStringLiteral("place.learn")});
    desk.press(QStringLiteral("F1"));
    expectWalked("keys", {QStringLiteral("pane.keys")});
    desk.press(QStringLiteral("Esc"));
    desk.press(QStringLiteral("Ctrl+5"));
    desk.settle(100);
    expectWalked("models", {QStringLiteral("place.models")});
    desk.press(QStringLiteral("Ctrl+,"));
    expectWalked("preferences", {QStringLiteral("place.preferences")});
}

TEST_F(Keyboard, TheFocusIsNeverLost) {
    openTruth();
    const auto hasFocus = [&](int axis) { return desk.view(axis).hasFocus(); };
    const std::size_t segments = desk.segmentation().labels.segments().size();
    desk.view(2).setFocus();
    for (const auto& [keys, axis] :
         {std::pair("Alt+2", 0), std::pair("Alt+3", 1), std::pair("Alt+1", 2)}) {
        desk.press(QString::fromUtf8(keys));
        EXPECT_TRUE(hasFocus(axis)) << keys;
        desk.press(QStringLiteral("Return")); // where it once added a segment
        desk.press(QStringLiteral("Return"));
    }
    desk.press(QStringLiteral("Alt+0"));
    EXPECT_EQ(desk.segmentation().labels.segments().size(), segments);
    // What has the focus is hidden: a panel, the field of the slice's number, the finder.
    desk.find<QListView>(QStringLiteral("history.list"))->setFocus();
    desk.press(QStringLiteral("F8"));
    EXPECT_TRUE(hasFocus(2)) << paneOfFocus().toStdString();
    desk.press(QStringLiteral("F8"));
    desk.press(QStringLiteral("Ctrl+G"));
    EXPECT_FALSE(hasFocus(2));
    desk.press(QStringLiteral("Esc"));
    EXPECT_TRUE(hasFocus(2)) << paneOfFocus().toStdString();
    desk.press(QStringLiteral("Ctrl+K"));
    desk.press(QStringLiteral("Esc"));
    EXPECT_TRUE(hasFocus(2)) << paneOfFocus().toStdString();
    // What has it is deleted with the options of the tool before.
    desk.press(QStringLiteral("B"));
    auto* options = desk.find<QWidget>(QStringLiteral("pane.options"));
    options->findChild<ui::CheckBox*>()->setFocus();
    desk.press(QStringLiteral("G"));
    EXPECT_TRUE(hasFocus(2)) << paneOfFocus().toStdString();
    // Places that hide the case, and back.
    desk.press(QStringLiteral("Ctrl+5"));
    EXPECT_EQ(paneOfFocus(), QStringLiteral("place.models"));
    desk.press(QStringLiteral("Ctrl+1"));
    EXPECT_EQ(paneOfFocus(), QStringLiteral("place.cases"));
    desk.press(QStringLiteral("Ctrl+2"));
    EXPECT_TRUE(hasFocus(2));
}

TEST_F(Keyboard, MessagesAreReachedAndTakenAwayByKeys) {
    openTruth();
    desk.view().setFocus();
    desk.press(QStringLiteral("Shift+F1"));
    ASSERT_FALSE(desk.messages().isEmpty());
    const auto onMessage = [] {
        const QWidget* at = QApplication::focusWidget();
        while (at != nullptr && !at->inherits("laurel::ui::Toast")) {
            at = at->parentWidget();
        }
        return at != nullptr;
    };
    for (int presses = 0; presses < 20 && !onMessage(); ++presses) {
        desk.press(QStringLiteral("F6"));
    }
    ASSERT_TRUE(onMessage());
    desk.press(QStringLiteral("Esc"));
    desk.settle();
    EXPECT_TRUE(desk.messages().isEmpty());
    // The last view that F6 came through is the one that keys are about now.
    EXPECT_EQ(paneOfFocus(),
              QStringLiteral("pane.view.%1").arg(desk.session().view().activeAxis()));
}

TEST_F(Keyboard, ZoomPanWindowAndLevelByKeys) {
    openTruth();
    desk.view().setFocus();
    const double fitted = desk.view().zoom();
    desk.press(QStringLiteral("Ctrl+PgUp"));
    desk.press(QStringLiteral("Ctrl+PgUp"));
    EXPECT_NEAR(desk.view().zoom(), fitted * 1.15 * 1.15, 1e-6) << "as two notches of the wheel";
    desk.press(QStringLiteral("Ctrl+PgDown"));
    EXPECT_NEAR(desk.view().zoom(), fitted * 1.15, 1e-6);
    EXPECT_EQ(slice(), 5);
    // Space held, arrows: the image goes their way, slices stay.
    const ContinuousIndex at{80, 96, 5};
    const QPointF before = desk.view().toWidget(at);
    QTest::keyPress(&desk.view(), Qt::Key_Space);
    desk.press(QStringLiteral("Right"));
    desk.press(QStringLiteral("Down"));
    QTest::keyRelease(&desk.view(), Qt::Key_Space);
    const QPointF moved = desk.view().toWidget(at) - before;
    EXPECT_GT(moved.x(), 10);
    EXPECT_GT(moved.y(), 10);
    EXPECT_EQ(slice(), 5);
    desk.press(QStringLiteral("Right"));
    EXPECT_EQ(slice(), 6) << "without Space they are the slices' again";
    // The view that the keyboard is in is the one that zooms.
    desk.session().view().setLinked(false);
    const double main = desk.view(2).zoom();
    const double side = desk.view(0).zoom();
    desk.view(0).setFocus();
    desk.press(QStringLiteral("Ctrl+PgUp"));
    EXPECT_DOUBLE_EQ(desk.view(2).zoom(), main);
    EXPECT_NEAR(desk.view(0).zoom(), side * 1.15, 1e-6);

    const auto window = [&] { return desk.session().view().window(); };
    const GreyWindow usual = window();
    desk.press(QStringLiteral("Shift+PgUp"));
    EXPECT_NEAR(window().width, usual.width * 1.1, 1e-6 * usual.width);
    EXPECT_DOUBLE_EQ(window().level, usual.level);
    desk.press(QStringLiteral("Shift+PgDown"));
    EXPECT_NEAR(window().width, usual.width, 1e-6 * usual.width);
    const QColor grey = desk.pixelAt(desk.view(), {80, 96, 6});
    desk.press(QStringLiteral("Shift+Down"));
    desk.press(QStringLiteral("Shift+Down"));
    EXPECT_NEAR(window().level, usual.level - 0.1 * usual.width, 1e-6 * usual.width);
    EXPECT_GT(desk.pixelAt(desk.view(), {80, 96, 6}).value(), grey.value()) << "brighter";
    desk.press(QStringLiteral("Shift+Up"));
    desk.press(QStringLiteral("Shift+Up"));
    EXPECT_NEAR(window().level, usual.level, 1e-6 * usual.width);
}

TEST_F(Keyboard, TheSheetShowsEveryKeyOfBothModes) {
    openTruth();
    desk.press(QStringLiteral("F1"));
    auto* sheet = desk.find<QWidget>(QStringLiteral("pane.keys"));
    const auto caps = [&] {
        std::multiset<QString> texts;
        for (const ui::KeyCap* cap : sheet->findChildren<ui::KeyCap*>()) {
            texts.insert(cap->accessibleName());
        }
        return texts;
    };
    std::multiset<QString> shown = caps();
    for (const QAction* action : desk.window().actions()) {
        if (!action->objectName().startsWith(QStringLiteral("command."))) {
            continue; // the digits have a line for all
        }
        for (const QKeySequence& key : action->shortcuts()) {
            EXPECT_TRUE(shown.contains(key.toString(QKeySequence::NativeText)))
                << action->text().toStdString() << " "
                << key.toString(QKeySequence::NativeText).toStdString();
        }
    }
    for (const char* letter : {"B", "E", "S", "T", "M", "U"}) {
        EXPECT_EQ(shown.count(QString::fromUtf8(letter)), 2U)
            << letter << ": among masks, and in contour mode";
    }
    desk.screenshot("keys-all-1280x800-dark");
    // A key that is changed is changed everywhere.
    desk.press(QStringLiteral("Ctrl+,"));
    auto* brush = desk.find<QAbstractButton>(QStringLiteral("keys.Brush"));
    brush->setFocus();
    brush->click();
    desk.press(QStringLiteral("Ctrl+B"));
    auto* reviewed = desk.find<QAbstractButton>(QStringLiteral("keys.Mark reviewed"));
    reviewed->setFocus();
    reviewed->click();
    desk.press(QStringLiteral("F4"));
    desk.press(QStringLiteral("Esc"));
    desk.press(QStringLiteral("F1"));
    desk.settle();
    shown = caps();
    EXPECT_EQ(shown.count(QStringLiteral("Ctrl+B")), 2U);
    EXPECT_FALSE(shown.contains(QStringLiteral("B")));
    auto* button = desk.find<QAbstractButton>(QStringLiteral("slice.reviewed"));
    EXPECT_TRUE(button->toolTip().contains(QStringLiteral("(F4)")))
        << button->toolTip().toStdString();
    for (QWidget* one : desk.window().findChildren<QWidget*>()) {
        EXPECT_FALSE(one->toolTip().contains(QStringLiteral("Ctrl+Return")) ||
                     one->toolTip().contains(QStringLiteral("Ctrl+Enter")))
            << one->objectName().toStdString() << ": " << one->toolTip().toStdString();
    }
    desk.view().setFocus();
    desk.press(QStringLiteral("C"));
    desk.press(QStringLiteral("Ctrl+B"));
    EXPECT_TRUE(desk.find<QAbstractButton>(QStringLiteral("tool.Draw curve"))->isChecked());
}

} // namespace laurel
