#include "session_fixture.h"

#include "laurel/session/words.h"
#include "support/expect_error.h"
#include "support/file_size_limit.h"

#include <cerrno>
#include <fstream>
#include <system_error>

/// How the open case comes to disk, and what is said where it does not.
namespace laurel {
namespace {

namespace fs = std::filesystem;

TEST_F(Session, KeepsEveryStepAndSavesWhenAsked) {
    session_.keepIn(folder_.path());
    ASSERT_NE(session_.folder(), nullptr);
    EXPECT_TRUE(session_.keptText().startsWith("saved ")) << session_.keptText().toStdString();
    stroke();
    EXPECT_EQ(session_.keptText(), "All changes kept");
    EXPECT_EQ(readCase(*session_.folder()).segmentation, session_.segmentation())
        << "without any save";
    SignalCount saved(&session_, &CaseSession::saved);
    session_.save();
    session_.save();
    waitUntil([&] { return saved == 2; });
    EXPECT_TRUE(session_.keptText().startsWith("saved "));
    EXPECT_EQ(readCase(*session_.folder()).segmentation, session_.segmentation());
}

TEST_F(Session, SavesByItselfAfterSixtySteps) {
    session_.keepIn(folder_.path());
    SignalCount saved(&session_, &CaseSession::saved);
    for (int step = 0; step < 59; ++step) {
        session_.openCase().markSlices({1},
                                       step % 2 == 0 ? SliceState::Flagged : SliceState::Reviewed);
    }
    bool passed = false;
    QTimer::singleShot(100, &session_, [&] { passed = true; });
    waitUntil([&] { return passed; });
    EXPECT_EQ(saved, 0);
    stroke();
    waitUntil([&] { return saved == 1; });
    EXPECT_TRUE(session_.keptText().startsWith("saved "));
}

TEST_F(Session, BringsTheJournalToDiskOnceASecond) {
    session_.keepIn(folder_.path());
    SignalCount changes(&board_, &TaskBoard::changed);
    for (int step = 0; step < 5; ++step) {
        stroke();
        session_.openCase().undo();
    }
    EXPECT_TRUE(board_.tasks().empty());
    waitUntil([&] { return changes > 0 && board_.tasks().empty(); });
    EXPECT_EQ(tasksSoFar(), 1U) << "a task this short need not be seen running, so it is counted";
    EXPECT_EQ(session_.keptText(), "All changes kept");
}

TEST_F(Session, SaysWhatIsWrongWithKeeping) {
    QString why;
    QObject::connect(&session_, &CaseSession::saveFailed, &session_,
                     [&](const QString& text) { why = text; });
    session_.save();
    EXPECT_EQ(why, "This case has no folder yet.");
    session_.keepIn(folder_.path());
    why.clear();
    fs::remove_all(*session_.folder());
    session_.save();
    waitUntil([&] { return !why.isEmpty(); });
    stroke();
    EXPECT_EQ(voxels(), 4) << "editing goes on";
}

TEST_F(Session, TellsOnceThatChangesAreNotOnDiskAndOnceThatTheyAreAgain) {
    session_.keepIn(folder_.path());
    SignalCount failed(&session_, &CaseSession::keepingFailed);
    SignalCount resumed(&session_, &CaseSession::keepingResumed);
    {
        const FileSizeLimit full(10);
        stroke();
        EXPECT_EQ(failed, 1);
        EXPECT_FALSE(session_.keepingProblem().isEmpty());
        EXPECT_TRUE(session_.keptText().startsWith("Changes are not kept: "));
        stroke();
        session_.openCase().undo();
        session_.retryKeeping();
        EXPECT_EQ(failed, 1) << "it is said once";
        EXPECT_EQ(resumed, 0);
    }
    waitUntil([&] { return resumed == 1; }); // by itself, without a further change
    EXPECT_EQ(session_.keepingProblem(), "");
    EXPECT_EQ(readCase(*session_.folder()).segmentation, session_.segmentation());
    EXPECT_EQ(failed, 1);
}

TEST_F(Session, MovesToAnotherFolderWithAllThatWasDone) {
    session_.keepIn(folder_.path() / "cases");
    const fs::path former = *session_.folder();
    stroke();
    fs::remove_all(former); // a disk that was pulled out
    session_.openCase().undo();
    EXPECT_FALSE(session_.keepingProblem().isEmpty());
    QString why;
    QObject::connect(&session_, &CaseSession::saveFailed, &session_,
                     [&](const QString& text) { why = text; });
    std::ofstream(folder_.path() / "file") << "x";
    session_.saveElsewhere(folder_.path() / "file");
    EXPECT_FALSE(why.isEmpty()) << "no folder can be made there";
    {
        const FileSizeLimit full(30);
        why.clear();
        session_.saveElsewhere(folder_.path() / "full");
        waitUntil([&] { return !why.isEmpty(); });
        EXPECT_TRUE(fs::is_empty(folder_.path() / "full"));
        EXPECT_EQ(*session_.folder(), former);
    }
    SignalCount moved(&session_, &CaseSession::moved);
    session_.saveElsewhere(folder_.path() / "elsewhere");
    stroke(); // while it moves
    waitUntil([&] { return moved == 1; });
    EXPECT_EQ(session_.folder()->parent_path(), folder_.path() / "elsewhere");
    EXPECT_EQ(session_.keepingProblem(), "");
    session_.openCase().markSlices({2}, SliceState::Flagged);
    const StoredCase stored = readCase(*session_.folder());
    EXPECT_EQ(stored.segmentation, session_.segmentation());
    EXPECT_EQ(stored.problem, "");
    EXPECT_EQ(stored.name, session_.openCase().name());
}

TEST(Words, SayOfAFullDiskHowMuchIsNeededAndFree) {
    const TemporaryFolder folder(quickFolder());
    const std::string full = "cannot write x: " + std::generic_category().message(ENOSPC);
    const double free = static_cast<double>(fs::space(folder.path()).available);
    const QString text = whyNotWritten(full, folder.path(), 84'000'000);
    EXPECT_TRUE(text.startsWith("The disk is full: 84 MB needed, ")) << text.toStdString();
    const double told = text.mid(32).split(' ').front().toDouble() * 1e6;
    EXPECT_NEAR(told, free, 0.01 * free + 1e6);
    EXPECT_FALSE(whyNotWritten(full, folder.path()).contains("needed"));
    const std::string denied = "cannot write " + (folder.path() / "x").string() + ": denied";
    EXPECT_EQ(whyNotWritten(denied, folder.path()), "Cannot write x: denied.");
}

TEST_F(Session, GoesOnWithACaseThatWasClosedInTheMiddleOfASave) {
    fs::path kept;
    Segmentation last;
    for (int round = 0; round < 5; ++round) {
        auto session = std::make_unique<CaseSession>(smallCase(), board_);
        if (round > 0) {
            StoredCase stored = readCase(kept);
            EXPECT_EQ(stored.segmentation, last);
            session = std::make_unique<CaseSession>(
                restoreCase(smallImage(smallGrid()), std::move(stored)), board_);
            session->resumeIn(kept);
        } else {
            session->keepIn(folder_.path());
            kept = *session->folder();
        }
        session->save();
        paint(session->openCase(), 0, 1, {0, 0, round % 5}, 2 + round);
        last = session->segmentation();
    }
    EXPECT_EQ(readCase(kept).segmentation, last);
}

} // namespace
} // namespace laurel
