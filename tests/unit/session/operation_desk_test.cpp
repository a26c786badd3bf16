#include "laurel/session/operation_desk.h"

#include "event_loop.h"
#include "small_case.h"

namespace laurel {
namespace {

/// A case with a block of "Soleus", and the desk that previews what would be done to it.
class OfferedSteps : public ::testing::Test {
  protected:
    OfferedSteps()
        : session_(std::make_shared<CaseSession>(smallCase(Geometry({12, 10, 6}, {1, 1, 2}), 1),
                                                 board_)) {
        for (std::int64_t z = 1; z <= 4; ++z) {
            for (std::int64_t y = 3; y <= 6; ++y) {
                paint(session_->openCase(), 0, 1, {3, y, z}, 4);
            }
        }
        QObject::connect(&desk_, &OperationDesk::nothing, session_.get(),
                         [this](const QString& why) { nothing_ = why; });
        QObject::connect(&desk_, &OperationDesk::failed, session_.get(),
                         [this](const QString&, const QString& why) { failure_ = why; });
    }

    void preview(const MaskOperation& operation) {
        desk_.preview(session_,
                      {session_->segmentation().labels.segments().front(),
                       {2, 2},
                       OperationReach::Volume,
                       Overwrite::Unlocked},
                      operation);
    }
    void previewed(const MaskOperation& operation) {
        preview(operation);
        waitUntil([&] { return !desk_.isRunning(); });
    }
    std::size_t steps() const { return session_->openCase().history().steps().size(); }

    TaskBoard board_;
    std::shared_ptr<CaseSession> session_;
    OperationDesk desk_{board_};
    QString nothing_;
    QString failure_;
};

TEST_F(OfferedSteps, ArePreviewsUntilTheyAreAccepted) {
    const Segmentation before = session_->segmentation();
    const std::size_t history = steps();
    previewed(GrowParameters{1, false});
    ASSERT_NE(session_->offer(), nullptr);
    EXPECT_EQ(session_->offer()->label.action, "Grow 1 mm");
    EXPECT_EQ(session_->segmentation(), before) << "nothing is written before Enter";
    EXPECT_EQ(steps(), history);
    session_->discardOffer();
    EXPECT_EQ(session_->segmentation(), before);

    previewed(GrowParameters{1, false});
    const std::int64_t gained = session_->offer()->voxels.voxels();
    EXPECT_EQ(gained, 16 * 4) << "four sides of each of four slices, two voxels of 2 mm apart";
    EXPECT_TRUE(session_->acceptOffer());
    EXPECT_EQ(session_->offer(), nullptr);
    EXPECT_EQ(steps(), history + 1);
    EXPECT_EQ(session_->openCase().counts().voxels(0), 64 + gained);
    session_->openCase().undo();
    EXPECT_EQ(session_->segmentation(), before);
    EXPECT_FALSE(session_->acceptOffer());
}

TEST_F(OfferedSteps, GoWhenTheCaseChanges) {
    previewed(GrowParameters{1, false});
    ASSERT_NE(session_->offer(), nullptr);
    SignalCount changes(session_.get(), &CaseSession::offerChanged);
    paint(session_->openCase(), 0, 1, {0, 0, 0}, 1);
    EXPECT_EQ(session_->offer(), nullptr);
    EXPECT_EQ(changes, 1);
    // One that is being computed meanwhile never comes.
    preview(GrowParameters{1, false});
    paint(session_->openCase(), 0, 1, {5, 0, 0}, 1);
    waitUntil([&] { return !desk_.isRunning(); });
    EXPECT_EQ(session_->offer(), nullptr);
    previewed(GrowParameters{1, false});
    session_->setProposal({LabelMap(session_->image().geometry()), 0, 5, {}, "", 0});
    EXPECT_EQ(session_->offer(), nullptr) << "one preview at a time";
}

TEST_F(OfferedSteps, TheLastOfSeveralWins) {
    for (const double mm : {0.5, 1.0, 2.0}) {
        preview(GrowParameters{mm, false});
    }
    waitUntil([&] { return !desk_.isRunning() && board_.tasks().empty(); });
    ASSERT_NE(session_->offer(), nullptr);
    EXPECT_EQ(session_->offer()->label.action, "Grow 2 mm");
    preview(GrowParameters{1, false});
    desk_.cancel();
    waitUntil([&] { return board_.tasks().empty(); });
    EXPECT_EQ(session_->offer()->label.action, "Grow 2 mm") << "what was cancelled never comes";
}

TEST_F(OfferedSteps, SayThatNothingWouldChange) {
    previewed(MorphologyParameters{MorphologyKind::FillHoles, 1});
    EXPECT_EQ(session_->offer(), nullptr);
    EXPECT_EQ(nothing_, "Fill holes would change nothing here");
    EXPECT_TRUE(failure_.isEmpty());
}

TEST_F(OfferedSteps, OfASegmentThatIsGoneSaySo) {
    OperationScope scope{segmentNamed("Gone", 99), {2, 2}};
    desk_.preview(session_, scope, GrowParameters{});
    EXPECT_FALSE(desk_.isRunning());
    EXPECT_TRUE(failure_.contains("not there any more"));
}

TEST_F(OfferedSteps, DieWithWhatTheyWorkOn) {
    preview(GrowParameters{1, false});
    session_.reset();
    waitUntil([&] { return board_.tasks().empty(); });
}

} // namespace
} // namespace laurel
