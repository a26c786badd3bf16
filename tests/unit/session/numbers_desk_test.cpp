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
    LabelSnapshot snapshot(session,
                           [&](std::shared_ptr<LabelSnapshot::Copy> made) { copy = made; });
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
    ASSERT_EQ(session->beginAct(brush, Overwrite::Unlocked, {2, 1}, false, {{50, 50, 1}, 1}),
              std::nullopt);
    std::shared_ptr<LabelSnapshot::Copy> copy;
    LabelSnapshot snapshot(session,
                           [&](std::shared_ptr<LabelSnapshot::Copy> made) { copy = made; });
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
    LabelSnapshot snapshot(session,
                           [&](const std::shared_ptr<LabelSnapshot::Copy>&) { done = true; });
    session.reset();
    bool passed = false;
    QTimer::singleShot(100, &snapshot, [&] { passed = true; });
    waitUntil([&] { return passed; });
    EXPECT_FALSE(done);
}

class Numbers : public ::testing::Test {
  protected:
    Numbers() {
        QObject::connect(&desk_, &NumbersDesk::measured, session_.get(),
                         [this](const CaseNumbers& numbers) { numbers_ = numbers; });
    }

    TaskBoard board_;
    std::shared_ptr<CaseSession> session_ = std::make_shared<CaseSession>(smallCase(), board_);
    NumbersDesk desk_{board_};
    std::optional<CaseNumbers> numbers_;
};

TEST_F(Numbers, AreThoseOfTheStatistics) {
    paint(session_->openCase(), 0, 1, {1, 1, 1}, 3);
    paint(session_->openCase(), 0, 1, {1, 2, 3}, 2);
    session_->openCase().markSlices({3}, SliceState::Reviewed);
    desk_.measure(session_, false);
    EXPECT_TRUE(desk_.isRunning());
    waitUntil([&] { return numbers_.has_value(); });
    EXPECT_FALSE(desk_.isRunning());
    const auto expected = labelStatistics(session_->image(), session_->segmentation().labels);
    ASSERT_EQ(numbers_->labels.size(), 2U);
    EXPECT_EQ(numbers_->labels[0].name, "Soleus");
    EXPECT_EQ(numbers_->labels[0].whole.voxels, 5);
    EXPECT_EQ(numbers_->labels[0].whole.mean, expected[0].whole.mean);
    EXPECT_EQ(numbers_->labels[0].slices.size(), 2U);
    EXPECT_EQ(numbers_->version, session_->version());
    numbers_.reset();
    desk_.measure(session_, true);
    waitUntil([&] { return numbers_.has_value(); });
    EXPECT_EQ(numbers_->labels[0].whole.voxels, 2) << "of the reviewed slice alone";
}

TEST_F(Numbers, TheLastOfTwoMeasurementsCounts) {
    desk_.measure(session_, false);
    desk_.measure(session_, true);
    waitUntil([&] { return !desk_.isRunning(); });
    EXPECT_TRUE(numbers_->onlyReviewed);
    numbers_.reset();
    desk_.measure(session_, false);
    desk_.cancel();
    EXPECT_FALSE(desk_.isRunning());
    waitUntil([&] { return board_.tasks().empty(); });
    EXPECT_FALSE(numbers_.has_value());
}

} // namespace
} // namespace laurel
