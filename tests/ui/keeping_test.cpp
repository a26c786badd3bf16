#include "ui/desk.h"
#include "ui/file_dialog.h"

#include "laurel/ui_kit/controls.h"
#include "laurel/workflow/case_store.h"
#include "support/file_size_limit.h"

#include <QAbstractButton>
#include <QApplication>
#include <QTest>
#include <QTimerEvent>

#include <functional>
#include <stdexcept>

/// Nothing is lost: a disk that takes nothing more, a closed window, a fault in a tool.
namespace laurel {

namespace fs = std::filesystem;

namespace {

/// A case with a segment and one stroke in it.
void beginToWork(Desk& desk) {
    desk.openLeg();
    desk.addSegment();
    desk.session().view().setCrosshair({160, 96, 3});
    desk.press(QStringLiteral("B"));
    desk.drag(desk.view(), {70, 70, 3}, {110, 72, 3});
    ASSERT_EQ(desk.history().steps().size(), 2U);
}

void paintMore(Desk& desk, std::int64_t y) {
    desk.drag(desk.view(), {70, y, 3}, {110, y + 2, 3});
}

QWidget* leavingBar(Desk& desk) {
    return desk.find<QWidget>(QStringLiteral("leaving.bar"));
}

/// Paints, and then throws what no tool should.
class ThrowingTool final : public EditTool {
  public:
    StepKind kind() const noexcept override { return StepKind::Brush; }
    std::string name() const override { return "Throwing"; }
    void press(LabelMapEdit& edit, const ToolScene& scene, const PointerSample&) override {
        edit.paint({10, 10, 3}, 20, scene.segment.value);
    }
    void drag(LabelMapEdit&, const PointerSample&) override { throw std::out_of_range("no. 7"); }
    StepLabel release(LabelMapEdit&) override { return {}; }
};

/// Throws once, from the event loop.
class ThrownLater final : public QObject {
  public:
    explicit ThrownLater(std::function<void()> what) : what_(std::move(what)) { startTimer(0); }

  protected:
    void timerEvent(QTimerEvent* event) override {
        killTimer(event->timerId());
        what_();
    }

  private:
    std::function<void()> what_;
};

} // namespace

TEST(Keeping, AFullDiskIsSaidAtOnceAndClosingAsks) {
    Desk desk;
    ASSERT_NO_FATAL_FAILURE(beginToWork(desk));
    const fs::path folder = *desk.session().folder();
    {
        const FileSizeLimit full(10);
        paintMore(desk, 90);
        EXPECT_TRUE(desk.messages().contains(QStringLiteral("Changes of image are not kept")))
            << desk.messages().toStdString();
        EXPECT_NE(desk.button(QStringLiteral("Save elsewhere")), nullptr);
        EXPECT_TRUE(desk.session().keptText().startsWith(QStringLiteral("Changes are not kept")));
    }
    desk.screenshot("not-kept-1280x800-dark"); // a picture needs the disk
    {
        const FileSizeLimit full(10);
        paintMore(desk, 110);
        desk.window().close();
        desk.settle();
        ASSERT_TRUE(desk.window().isVisible()) << "it asks first";
        ASSERT_TRUE(leavingBar(desk)->isVisible());
        EXPECT_EQ(QApplication::focusWidget()->objectName(), QStringLiteral("leaving.leave"))
            << "the answer that changes nothing";
        EXPECT_NE(desk.button(QStringLiteral("Close without it")), nullptr);
        EXPECT_FALSE(leavingBar(desk)->geometry().intersects(
            desk.view().rect().translated(desk.view().mapTo(&desk.window(), QPoint()))))
            << "not over the image";
        for (const auto* toast : desk.window().findChildren<ui::Toast*>()) {
            EXPECT_FALSE(toast->isVisible() &&
                         toast->geometry().intersects(leavingBar(desk)->geometry()))
                << "messages leave the answers free";
        }
        desk.press(QStringLiteral("Esc"));
        EXPECT_FALSE(leavingBar(desk)->isVisible());
        EXPECT_TRUE(desk.window().isVisible());
        // Another image does not take the case's place unasked either.
        desk.window().openPath(QString::fromStdString(desk.legImage().string()));
        EXPECT_TRUE(leavingBar(desk)->isVisible());
        desk.press(QStringLiteral("Esc"));
    }
    ASSERT_TRUE(desk.waitFor([&] { return desk.session().keepingProblem().isEmpty(); }, 15000))
        << "once there is room it goes on by itself";
    desk.settle();
    EXPECT_FALSE(desk.messages().contains(QStringLiteral("are not kept")))
        << desk.messages().toStdString();
    EXPECT_EQ(readCase(folder).segmentation, desk.segmentation());
    desk.window().close();
    EXPECT_FALSE(desk.window().isVisible()) << "there is nothing to ask";
}

TEST(Keeping, ACaseWhoseDiskIsGoneIsSavedElsewhere) {
    Desk desk;
    ASSERT_NO_FATAL_FAILURE(beginToWork(desk));
    fs::remove_all(*desk.session().folder());
    paintMore(desk, 90);
    desk.window().close();
    desk.settle();
    ASSERT_TRUE(leavingBar(desk)->isVisible());
    desk.screenshot("leaving-1280x800-dark");
    desk.window().resize(1920, 1080);
    desk.screenshot("leaving-1920x1080-dark");
    desk.window().resize(1280, 800);
    const fs::path elsewhere = desk.folder() / "stick";
    fs::create_directories(elsewhere);
    auto* save = leavingBar(desk)->findChildren<QAbstractButton*>().value(1);
    ASSERT_NE(save, nullptr);
    EXPECT_EQ(save->text(), QStringLiteral("Save elsewhere"));
    desk.click(save);
    ASSERT_NO_FATAL_FAILURE(chooseInDialog(desk, elsewhere));
    ASSERT_TRUE(desk.waitFor([&] {
        return desk.messages().contains(QStringLiteral("image is kept elsewhere now"));
    })) << desk.messages().toStdString();
    paintMore(desk, 120); // from now on it is kept there
    EXPECT_EQ(desk.session().folder()->parent_path(), elsewhere);
    const fs::path kept = *desk.session().folder();
    EXPECT_EQ(readCase(kept).segmentation, desk.segmentation());
    desk.window().close();
    EXPECT_FALSE(desk.window().isVisible());

    // Its image finds it again.
    const Segmentation before = desk.segmentation();
    desk.restart();
    ASSERT_NO_FATAL_FAILURE(desk.open(desk.legImage()));
    EXPECT_EQ(*desk.session().folder(), kept);
    EXPECT_EQ(desk.segmentation(), before);
}

TEST(Keeping, WhoSaysSoLosesIt) {
    Desk desk;
    ASSERT_NO_FATAL_FAILURE(beginToWork(desk));
    fs::remove_all(*desk.session().folder());
    paintMore(desk, 90);
    desk.press(QStringLiteral("Ctrl+Q"));
    ASSERT_TRUE(leavingBar(desk)->isVisible());
    desk.click(desk.button(QStringLiteral("Close without it")));
    EXPECT_FALSE(desk.window().isVisible());
}

TEST(Keeping, AFaultInAToolShowsAMessageAndLeavesTheCaseAsItWas) {
    Desk desk;
    ASSERT_NO_FATAL_FAILURE(beginToWork(desk));
    const Segmentation before = desk.segmentation();
    ThrowingTool broken;
    ui::ViewTool tool;
    tool.kind = ui::ViewTool::Kind::Edit;
    tool.tool = &broken;
    desk.view().setTool(tool);
    paintMore(desk, 90);
    EXPECT_EQ(desk.segmentation(), before);
    EXPECT_EQ(desk.history().steps().size(), 2U);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("This did not work")))
        << desk.messages().toStdString();
    desk.press(QStringLiteral("E"));
    desk.press(QStringLiteral("B")); // the window's own tool again
    paintMore(desk, 90);
    EXPECT_EQ(desk.history().steps().size(), 3U) << "and work goes on";
}

/// What nobody nearer has caught ends neither the program nor the act before it.
TEST(Keeping, AnExceptionInTheWindowEndsNothing) {
    Desk desk;
    ASSERT_NO_FATAL_FAILURE(beginToWork(desk));
    const Segmentation before = desk.segmentation();
    const ThrownLater tooLong([] { throw std::length_error("too long"); });
    desk.settle(50);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("This did not work")))
        << desk.messages().toStdString();
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("too long")));
    desk.screenshot("fault-1280x800-dark");
    const ThrownLater noMemory([] { throw std::bad_alloc(); });
    desk.settle(50);
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("not enough memory")))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.segmentation(), before);
    paintMore(desk, 90);
    EXPECT_EQ(desk.history().steps().size(), 3U);
}

/// Saved, closed, opened again: the steps are in the list, and Ctrl+Z takes them back.
TEST(Keeping, WhatWasDoneBeforeASaveIsUndoneInTheNextSitting) {
    Desk desk;
    ASSERT_NO_FATAL_FAILURE(beginToWork(desk));
    const Segmentation stroke = desk.segmentation();
    paintMore(desk, 80);
    const Segmentation both = desk.segmentation();
    bool saved = false;
    QObject::connect(&desk.session(), &CaseSession::saved, &desk.window(), [&] { saved = true; });
    desk.press(QStringLiteral("Ctrl+S"));
    ASSERT_TRUE(desk.waitFor([&] { return saved; }));
    const fs::path image = desk.legImage();
    desk.restart();
    desk.open(image);
    ASSERT_EQ(desk.segmentation(), both);
    EXPECT_EQ(desk.history().steps().size(), 3U);
    desk.view().setFocus();
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.segmentation(), stroke);
    desk.press(QStringLiteral("Ctrl+Z"));
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_TRUE(desk.segmentation().labels.segments().empty()) << "as it was opened first";
    desk.press(QStringLiteral("Ctrl+Y"));
    desk.press(QStringLiteral("Ctrl+Y"));
    desk.press(QStringLiteral("Ctrl+Y"));
    EXPECT_EQ(desk.segmentation(), both);
}

} // namespace laurel
