#include "small_case.h"

#include "support/expect_error.h"

#include <gmock/gmock.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Writes down what it is told, and what the case was like at that moment.
class Diary final : public CaseObserver {
  public:
    explicit Diary(const Case& openCase) : case_(openCase) {}
    void stepDone(const EditStep& step) override { note("done " + step.label.action); }
    void stepUndone(const EditStep& step) override { note("undone " + step.label.action); }
    void stepRedone(const EditStep& step) override { note("redone " + step.label.action); }
    void looksChanged() override { note("looks"); }
    void modelChanged() override { note("model"); }
    void nameChanged() override { note("name"); }

    std::vector<std::string> entries;
    std::vector<Segmentation> seen;

  private:
    void note(const std::string& what) {
        entries.push_back(what);
        seen.push_back(case_.segmentation());
    }
    const Case& case_;
};

TEST(Case, TellsItsObserversOfEachChangeAfterItTookEffectInOrder) {
    const auto open = smallCase();
    Diary first(*open);
    Diary second(*open);
    open->addObserver(first);
    open->addObserver(second);
    paint(*open, 0, 1, {0, 0, 0}, 3);
    const Segmentation painted = open->segmentation();
    open->undo();
    const Segmentation blank = open->segmentation();
    open->redo();
    open->setLook(0, {.visible = false});
    open->setModel({"leg", 3, "abc"});
    open->setName("other");
    open->removeObserver(second);
    open->undo();
    EXPECT_THAT(second.entries, ElementsAre("done Brush", "undone Brush", "redone Brush", "looks",
                                            "model", "name"));
    EXPECT_EQ(first.entries.size(), 7U);
    EXPECT_EQ(first.seen[0], painted);
    EXPECT_EQ(first.seen[1], blank);
    EXPECT_EQ(first.seen[2], painted);
    open->removeObserver(first);
}

TEST(Case, TellsNobodyOfWhatChangedNothing) {
    const auto open = smallCase();
    Diary diary(*open);
    open->addObserver(diary);
    EXPECT_FALSE(open->done(EditStep{}));
    EXPECT_FALSE(open->undo());
    EXPECT_FALSE(open->redo());
    EXPECT_FALSE(open->markSlices({2}, SliceState::InWork)) << "an empty slice stays empty";
    open->setLook(0, open->segmentation().looks[0]);
    open->setName(open->name());
    open->changeSegment(0, open->segmentation().labels.segments()[0]);
    { const auto aborted = open->edit(0); }
    open->removeObserver(diary);
    EXPECT_THAT(diary.entries, ElementsAre());
    EXPECT_TRUE(open->history().steps().empty());
}

TEST(Case, RefusesASecondEditAndOtherActsWhileOneIsOpen) {
    const auto open = smallCase();
    paint(*open, 0, 1, {0, 0, 0}, 2);
    auto edit = open->edit(0);
    edit->paint({0, 0, 1}, 4, 1);
    expectError(ErrorCode::InvalidArgument, "still open", [&] { open->edit(1); });
    expectError(ErrorCode::InvalidArgument, "still open",
                [&] { open->markSlices({0}, SliceState::Reviewed); });
    expectError(ErrorCode::InvalidArgument, "still open", [&] { open->removeSegment(0); });
    EXPECT_FALSE(open->undo());
    open->done(edit->commit({StepKind::Brush, "Brush", ""}));
    EXPECT_TRUE(open->undo()) << "over as soon as it is committed";
    edit = open->edit(1);
    edit->revert();
    EXPECT_NO_THROW(open->edit(0)) << "and as soon as it is reverted";
    EXPECT_NO_THROW(open->edit(0)) << "and when it is gone";
    expectError(ErrorCode::InvalidArgument, "", [&] { open->edit(2); });
}

TEST(Case, MarksSlicesInOneUndoableStep) {
    const auto open = smallCase();
    paint(*open, 0, 1, {0, 0, 2}, 3);
    ASSERT_TRUE(open->markSlices({3, 1, 2, 2}, SliceState::Reviewed));
    const EditStep& step = open->history().steps().back();
    EXPECT_EQ(step.label, (StepLabel{StepKind::Review, "Mark reviewed", "slices 2–4"}));
    EXPECT_THAT(open->reviewedSlices(), ElementsAre(1, 2, 3));
    EXPECT_FALSE(open->markSlices({1, 3}, SliceState::Reviewed)) << "they are so already";
    ASSERT_TRUE(open->markSlices({0, 4}, SliceState::Flagged));
    EXPECT_EQ(open->history().steps().back().label,
              (StepLabel{StepKind::Flag, "Flag", "2 slices"}));
    ASSERT_TRUE(open->markSlices({1, 2}, SliceState::InWork));
    EXPECT_EQ(open->segmentation().slices,
              (std::vector{SliceState::Flagged, SliceState::Empty, SliceState::InWork,
                           SliceState::Reviewed, SliceState::Flagged}));
    open->undo();
    EXPECT_THAT(open->reviewedSlices(), ElementsAre(1, 2, 3));
    open->jumpTo(1);
    EXPECT_THAT(open->reviewedSlices(), ElementsAre());
    expectError(ErrorCode::InvalidArgument, "no slice 6",
                [&] { open->markSlices({5}, SliceState::Reviewed); });
    expectError(ErrorCode::InvalidArgument, "auto",
                [&] { open->markSlices({0}, SliceState::Auto); });
}

TEST(Case, AddsChangesAndRemovesSegmentsAsSteps) {
    const auto open = smallCase();
    const Segmentation before = open->segmentation();
    const std::uint16_t value = open->freeValue();
    EXPECT_EQ(value, 2);
    open->addSegment(segmentNamed("Tibia", value), {.visible = false});
    paint(*open, 0, value, {1, 1, 3}, 4);
    paint(*open, 0, 1, {0, 0, 3}, 2);
    paint(*open, 0, value, {1, 1, 4}, 4);
    open->markSlices({3, 4}, SliceState::Reviewed);
    const Segmentation painted = open->segmentation();
    Segment renamed = painted.labels.segments()[2];
    renamed.name = "Fibula";
    open->changeSegment(2, renamed);
    EXPECT_EQ(open->history().steps().back().label.detail, "Tibia → Fibula");
    open->removeSegment(2);
    EXPECT_EQ(open->segmentation().labels.findByName("Fibula"), nullptr);
    EXPECT_EQ(open->counts().segments(), 2U);
    EXPECT_EQ(open->segmentation().labels.at({1, 1, 3}), 0);
    EXPECT_EQ(open->segmentation().slices[3], SliceState::InWork);
    EXPECT_EQ(open->segmentation().slices[4], SliceState::Empty);
    open->jumpTo(open->history().position() - 2);
    EXPECT_EQ(open->segmentation(), painted);
    open->jumpTo(0);
    EXPECT_EQ(open->segmentation(), before);
}

TEST(Case, RefusesSegmentsThatMakeNoSense) {
    const auto open = smallCase();
    const auto refuses = [&](ErrorCode code, const std::string& text, const Segment& segment) {
        expectError(code, text, [&] { open->addSegment(segment); });
    };
    refuses(ErrorCode::AlreadyExists, "Soleus", segmentNamed("Soleus", 9));
    refuses(ErrorCode::InvalidArgument, "value", segmentNamed("New", 1));
    refuses(ErrorCode::InvalidArgument, "value", segmentNamed("New", 0));
    refuses(ErrorCode::InvalidArgument, "layer", segmentNamed("New", 9, 2));
    refuses(ErrorCode::InvalidArgument, "layer", segmentNamed("New", 9, -1));
    refuses(ErrorCode::InvalidArgument, "text", segmentNamed("", 9));
    refuses(ErrorCode::InvalidArgument, "text", segmentNamed("a\nb", 9));
    refuses(ErrorCode::InvalidArgument, "text", segmentNamed("\xFF", 9));
    refuses(ErrorCode::InvalidArgument, "text", segmentNamed(std::string(257, 'x'), 9));
    expectError(ErrorCode::NotFound, "segment 3", [&] { open->removeSegment(2); });
    expectError(ErrorCode::NotFound, "", [&] { open->changeSegment(2, segmentNamed("New", 1)); });
    expectError(ErrorCode::AlreadyExists, "Fat",
                [&] { open->changeSegment(0, segmentNamed("Fat", 1)); });
    expectError(ErrorCode::InvalidArgument, "value",
                [&] { open->changeSegment(0, segmentNamed("S", 2)); });
    open->setLook(0, {.locked = true});
    expectError(ErrorCode::InvalidArgument, "Soleus is locked", [&] { open->removeSegment(0); });
    EXPECT_TRUE(open->history().steps().empty());
}

TEST(Case, FindsTheLowestFreeValue) {
    LabelMap labels(smallGrid());
    labels.addSegment(segmentNamed("A", 2));
    labels.set({0, 0, 0}, 1); // without a name
    const Case open(smallImage(smallGrid()), {}, Segmentation(labels));
    EXPECT_EQ(open.freeValue(), 3);
}

TEST(Case, MakesNamesOfForeignFilesFitToBeKept) {
    LabelMap labels(smallGrid());
    labels.addSegment(segmentNamed("a\nb", 1));
    labels.addSegment(segmentNamed("a\tb", 2));
    labels.addSegment(segmentNamed("caf\xE9", 3));
    labels.addSegment(segmentNamed(std::string(255, 'x') + "ä", 4));
    const Case open(smallImage(smallGrid()), {}, Segmentation(labels));
    const auto& segments = open.segmentation().labels.segments();
    EXPECT_EQ(segments[0].name, "a b");
    EXPECT_EQ(segments[1].name, "a b 2");
    EXPECT_EQ(segments[2].name, "caf?");
    EXPECT_LE(segments[3].name.size(), 256U);
    EXPECT_EQ(segments[3].value, 4);
}

TEST(Case, WantsLabelsOnItsImagesGrid) {
    const Geometry other({7, 6, 4}, {1, 1, 1});
    expectError(ErrorCode::InvalidArgument, "grid",
                [&] { Case(smallImage(smallGrid()), {}, Segmentation(LabelMap(other))); });
    expectError(ErrorCode::InvalidArgument, "image",
                [&] { Case(nullptr, {}, Segmentation(LabelMap(other))); });
}

/// Counting anew and undoing everything are the outside truth for whatever was done.
TEST(Case, KeepsItsCountsAndItsHistoryTrueUnderRandomActs) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        Random random(seed);
        const auto open = smallCase();
        std::vector<Segmentation> states;
        for (int act = 0; act < 25; ++act) {
            randomAct(*open, random);
            const SegmentCounts anew(open->segmentation());
            ASSERT_EQ(open->counts().segments(), anew.segments());
            for (std::size_t segment = 0; segment < anew.segments(); ++segment) {
                for (std::int64_t slice = 0; slice < 5; ++slice) {
                    ASSERT_EQ(open->counts().voxels(segment, slice), anew.voxels(segment, slice))
                        << "seed " << seed << " act " << act;
                }
            }
        }
        const LabelMap labels = open->segmentation().labels;
        const auto slices = open->segmentation().slices;
        const std::size_t position = open->history().position();
        open->jumpTo(0);
        EXPECT_EQ(open->segmentation().labels, smallCase()->segmentation().labels);
        EXPECT_EQ(open->segmentation().slices, smallCase()->segmentation().slices);
        open->jumpTo(position);
        EXPECT_EQ(open->segmentation().labels, labels) << "seed " << seed;
        EXPECT_EQ(open->segmentation().slices, slices);
    }
}

} // namespace
} // namespace laurel
