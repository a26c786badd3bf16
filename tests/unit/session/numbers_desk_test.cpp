#include "laurel/session/numbers_desk.h"

#include "laurel/session/label_snapshot.h"

#include "event_loop.h"
#include "small_case.h"

#include "laurel/edit/brush_tool.h"

namespace laurel {
namespace {

/// A case whose slices are so large that its labels are copied one at a time.
std::shared_ptr<CaseSession> largeCase(TaskBoard& board, int layers = 2) {
    return std::make_shared<CaseSession>(smallCase(Geometry({1500, 1000, 6}, {1, 1, 2}), layers),
                                         board);
}

TEST(LabelSnapshot, IsTheCaseOfItsVersionWhateverChangesMeanwhile) {
    TaskBoard board;
    const std::shared_ptr<CaseSession> session = largeCase(board);
    paint(session->openCase(), 0, 1, {3, 4, 5}, 700);
    std::shared_ptr<LabelSnapshot::Copy> copy;
    LabelSnapshot snapshot(
        *session, [&](std::shared_ptr<LabelSnapshot::Copy> made) { copy = std::move(made); });
    int turns = 0;
    QTimer edits; // comes between the pieces
    QObject::connect(&edits, &QTimer::timeout, session.get(), [&] {
        if (++turns <= 4) {
            paint(session->openCase(), turns % 2, turns % 2 == 0 ? 1 : 700, {turns, 2, turns % 3},
                  100);
        }
    });
    edits.start(0);
    waitUntil([&] { return copy != nullptr; });
    EXPECT_GE(turns, 2) << "the window went on meanwhile";
    ASSERT_EQ(copy->version, session->version());
    EXPECT_EQ(copy->slices, session->segmentation().slices);
    EXPECT_EQ(std::move(*copy).labels(), session->segmentation().labels);
}

TEST(LabelSnapshot, WaitsForAnActInHand) {
    TaskBoard board;
    const std::shared_ptr<CaseSession> session = largeCase(board, 1);
    BrushTool brush;
    ASSERT_EQ(session->beginAct(brush, {}, {2, 1}, false, {{50, 50, 1}, 1}), std::nullopt);
    std::shared_ptr<LabelSnapshot::Copy> copy;
    LabelSnapshot snapshot(
        *session, [&](std::shared_ptr<LabelSnapshot::Copy> made) { copy = std::move(made); });
    bool waited = false;
    QTimer::singleShot(300, session.get(), [&] {
        waited = copy == nullptr;
        session->abortAct();
    });
    waitUntil([&] { return copy != nullptr; });
    EXPECT_TRUE(waited);
    EXPECT_EQ(std::move(*copy).labels(), session->segmentation().labels);
}

TEST(LabelSnapshot, ComesToNothingWithItsCase) {
    TaskBoard board;
    std::shared_ptr<CaseSession> session = largeCase(board, 1);
    bool done = false;
    LabelSnapshot snapshot(*session,
                           [&](const std::shared_ptr<LabelSnapshot::Copy>&) { done = true; });
    session.reset();
    bool passed = false;
    QTimer::singleShot(100, &snapshot, [&] { passed = true; });
    waitUntil([&] { return passed; });
    EXPECT_FALSE(done);
}

/// Waits until the desk's numbers are those of now.
void waitForNumbers(const NumbersDesk& desk) {
    waitUntil([&] { return desk.isCurrent(); });
}

TEST(NumbersDesk, FollowsACaseWhileSomebodyLooks) {
    TaskBoard board;
    NumbersDesk desk(board);
    const auto session = std::make_shared<CaseSession>(smallCase(), board);
    paint(session->openCase(), 0, 1, {1, 1, 1}, 3);
    paint(session->openCase(), 0, 1, {1, 2, 3}, 2);
    session->openCase().markSlices({3}, SliceState::Reviewed);
    desk.follow(session);
    EXPECT_EQ(desk.numbers(), nullptr);
    EXPECT_TRUE(board.tasks().empty()) << "nobody looks";
    desk.setWanted(true);
    waitForNumbers(desk);
    const auto expected = labelStatistics(session->image(), session->segmentation().labels);
    ASSERT_EQ(desk.numbers()->labels.size(), 2U);
    EXPECT_EQ(desk.numbers()->labels[0].name, "Soleus");
    EXPECT_EQ(desk.numbers()->labels[0].whole.voxels, 5);
    EXPECT_EQ(desk.numbers()->labels[0].whole.mean, expected[0].whole.mean);

    desk.setOnlyReviewed(true);
    EXPECT_FALSE(desk.isCurrent());
    waitForNumbers(desk);
    EXPECT_EQ(desk.numbers()->labels[0].whole.voxels, 2) << "of the reviewed slice alone";
    desk.setOnlyReviewed(false);
    waitForNumbers(desk);

    paint(session->openCase(), 0, 1, {0, 0, 4}, 4);
    EXPECT_FALSE(desk.isCurrent()) << "the old ones stay until there are new ones";
    EXPECT_EQ(desk.numbers()->labels[0].whole.voxels, 5);
    waitForNumbers(desk);
    EXPECT_EQ(desk.numbers()->labels[0].whole.voxels, 9);
    session->openCase().undo();
    waitForNumbers(desk);
    EXPECT_EQ(desk.numbers()->labels[0].whole.voxels, 5);
}

TEST(NumbersDesk, ForgetsACaseThatIsClosed) {
    TaskBoard board;
    NumbersDesk desk(board);
    auto session = std::make_shared<CaseSession>(smallCase(), board);
    paint(session->openCase(), 0, 1, {1, 1, 1}, 3);
    desk.setWanted(true);
    desk.follow(session);
    desk.follow(nullptr); // while it is measured
    session.reset();
    waitUntil([&] { return board.tasks().empty(); });
    EXPECT_EQ(desk.numbers(), nullptr);
}

} // namespace
} // namespace laurel
