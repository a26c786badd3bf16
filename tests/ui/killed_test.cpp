#include "ui/desk.h"

#include "laurel/workflow/case_store.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QPlainTextEdit>
#include <QProcess>

#include <csignal>

/// The same program is started again as the person whose computer fails: see `killedPerson`.
namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* folderVariable = "LAUREL_TEST_KILLED_IN";

/// Opens the leg in the folder, paints three strokes, and dies in the middle of the fourth.
void killedPerson(const fs::path& folder) {
    Desk desk;
    desk.open(folder / "leg" / "image.nii.gz");
    desk.addSegment();
    desk.session().view().setCrosshair({160, 96, 3});
    desk.press(QStringLiteral("B"));
    for (std::int64_t i = 0; i < 3; ++i) {
        desk.drag(desk.view(), {70, 70 + 15 * i, 3}, {110, 72 + 15 * i, 3});
    }
    const fs::path kept = *desk.session().folder();
    writeFileAtomically(folder / "case.txt", kept.string());
    writeFileAtomically(folder / "voxels.txt", std::to_string(desk.segmentation().labels.voxels(
                                                   desk.segmentation().labels.segments().front())));
    fs::copy(kept.parent_path().parent_path(), folder / "home", fs::copy_options::recursive);
    ::raise(SIGKILL);
}

} // namespace

TEST(Killed, CostsAtMostTheStrokeInHand) {
    if (const char* folder = std::getenv(folderVariable)) {
        killedPerson(folder);
        FAIL() << "still alive";
    }
    const TemporaryFolder place;
    {
        Desk maker;
        maker.makeLeg();
        fs::copy(maker.folder() / "leg", place.path() / "leg", fs::copy_options::recursive);
    }
    QProcess other;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(folderVariable),
                       QString::fromStdString(place.path().string()));
    other.setProcessEnvironment(environment);
    other.setProcessChannelMode(QProcess::MergedChannels);
    other.start(QCoreApplication::applicationFilePath(),
                {QStringLiteral("--gtest_filter=Killed.*")});
    ASSERT_TRUE(other.waitForFinished(60000));
    ASSERT_EQ(other.exitStatus(), QProcess::CrashExit) << other.readAll().toStdString();
    const fs::path folder = fs::path(readTextFile(place.path() / "case.txt", 4096)).filename();
    Desk desk;
    fs::copy(place.path() / "home" / "cases", desk.folder() / "home" / "cases",
             fs::copy_options::recursive);
    desk.restart();
    const QString said = QStringLiteral("image was left open");
    ASSERT_TRUE(desk.waitFor([&] { return desk.messages().contains(said); }))
        << desk.messages().toStdString();
    desk.screenshot("left-open-1280x800-dark");
    desk.click(desk.button(QStringLiteral("Go on")));
    ASSERT_TRUE(desk.waitFor([&] { return desk.bench().session() != nullptr; }))
        << desk.messages().toStdString();
    EXPECT_EQ(desk.session().folder()->filename(), folder);
    const LabelMap& labels = desk.segmentation().labels;
    EXPECT_EQ(std::to_string(labels.voxels(labels.segments().at(0))),
              readTextFile(place.path() / "voxels.txt", 64));
    EXPECT_EQ(desk.history().steps().size(), 4U)
        << "a segment and three strokes, all of which can be undone";
    desk.view().setFocus();
    desk.press(QStringLiteral("Ctrl+Z"));
    EXPECT_EQ(desk.history().position(), 3U);
    EXPECT_LT(labels.voxels(labels.segments().at(0)),
              std::stoll(readTextFile(place.path() / "voxels.txt", 64)));
    desk.restart();
    desk.settle(500);
    EXPECT_FALSE(desk.messages().contains(said)) << "it was opened and closed since";

    // The same once more, and it is opened from elsewhere: the message no longer holds.
    const fs::path kept = desk.folder() / "home" / "cases" / folder;
    writeFileAtomically(kept / "lock", std::string_view("open\n"));
    desk.restart();
    ASSERT_TRUE(desk.waitFor([&] { return desk.messages().contains(said); }));
    desk.open(kept);
    EXPECT_TRUE(desk.waitFor([&] { return !desk.messages().contains(said); }));
}

/// The real program is broken from outside; the next start says so, once.
TEST(Crashed, TheNextStartTellsWhereTheReportLiesAndWhatItHolds) {
    Desk desk;
    const fs::path home = desk.folder() / "other home";
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LAUREL_HOME"), QString::fromStdString(home.string()));
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(LAUREL_BINARY_DIR "/bin/laurel"), {});
    ASSERT_TRUE(program.waitForStarted(10000));
    ASSERT_TRUE(desk.waitFor(
        [&] { return fs::exists(home / "servers") || fs::exists(home / "crashes"); }, 20000));
    desk.settle(1500); // into its event loop
    ASSERT_EQ(::kill(static_cast<pid_t>(program.processId()), SIGSEGV), 0);
    ASSERT_TRUE(program.waitForFinished(20000));
    ASSERT_EQ(program.exitStatus(), QProcess::CrashExit);

    fs::copy(home / "crashes", desk.folder() / "home" / "crashes", fs::copy_options::recursive);
    desk.restart();
    EXPECT_TRUE(desk.messages().contains(QStringLiteral("Laurel ended unexpectedly")))
        << desk.messages().toStdString();
    desk.screenshot("crash-told-1280x800-dark");
    desk.click(desk.button(QStringLiteral("Show report")));
    auto* text = desk.find<QPlainTextEdit>(QStringLiteral("crash.text"));
    ASSERT_TRUE(text->isVisible());
    const QString report = text->toPlainText();
    EXPECT_TRUE(report.contains(QStringLiteral("by: SIGSEGV"))) << report.toStdString();
    EXPECT_TRUE(report.contains(QStringLiteral("libQt6"))) << "where it happened";
    EXPECT_FALSE(report.contains(u'/')) << "no path: " << report.toStdString();
    desk.screenshot("crash-report-1280x800-dark");
    desk.window().resize(1920, 1080);
    desk.screenshot("crash-report-1920x1080-dark");
    desk.press(QStringLiteral("Esc"));
    EXPECT_FALSE(text->isVisible());
    desk.restart();
    EXPECT_FALSE(desk.messages().contains(QStringLiteral("ended unexpectedly"))) << "told once";
}

} // namespace laurel
