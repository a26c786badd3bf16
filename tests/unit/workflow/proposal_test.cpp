#include "small_case.h"

#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

constexpr std::array rules{MergeRule::FillGaps, MergeRule::ReplaceAuto, MergeRule::ReplaceAll};

/// One row of 4 voxels in each of five slices: Empty, Auto, InWork, Reviewed, Flagged.
/// Values of the case: 1 Soleus, 2 Tibia, 5 Bone (which no model knows).
class Merging : public ::testing::Test {
  protected:
    Merging() {
        LabelMap labels(Geometry({4, 1, 5}, {10, 10, 10})); // a voxel is 1 ml
        labels.addSegment(segmentNamed("Soleus", 1));
        labels.addSegment(segmentNamed("Tibia", 2));
        labels.addSegment(segmentNamed("Bone", 5));
        for (std::int64_t slice = 1; slice < 5; ++slice) {
            setRow(labels, slice, {1, 2, 5, 0});
        }
        Segmentation segmentation(labels);
        segmentation.slices = {SliceState::Empty, SliceState::Auto, SliceState::InWork,
                               SliceState::Reviewed, SliceState::Flagged};
        open_ = std::make_unique<Case>(smallImage(labels.geometry()), ImageReference{},
                                       std::move(segmentation));
    }

    static void setRow(LabelMap& labels, std::int64_t slice, std::array<std::uint16_t, 4> values) {
        for (std::size_t x = 0; x < values.size(); ++x) {
            labels.set({static_cast<std::int64_t>(x), 0, slice}, values[x]);
        }
    }

    std::string row(std::int64_t slice) const {
        std::string text;
        for (std::int64_t x = 0; x < 4; ++x) {
            text += std::to_string(open_->segmentation().labels.at({x, 0, slice}));
        }
        return text;
    }

    /// In every slice: Tibia (7), Soleus (8), Soleus, Soleus.
    Proposal proposal() const {
        LabelMap labels(open_->segmentation().labels.geometry());
        labels.addSegment(segmentNamed("Tibia", 7));
        labels.addSegment(segmentNamed("Soleus", 8));
        for (std::int64_t slice = 0; slice < 5; ++slice) {
            setRow(labels, slice, {7, 8, 8, 8});
        }
        return {labels, 0, 4, {"leg", 12, "abc"}, "Leg", 2.5};
    }

    std::vector<std::string> accepted(MergeRule rule,
                                      const std::vector<bool>& taken = {true, true}) {
        acceptProposal(*open_, proposal(), rule, taken);
        return {row(0), row(1), row(2), row(3), row(4)};
    }

    std::unique_ptr<Case> open_;
};

using Rows = std::vector<std::string>;

TEST_F(Merging, FillsGapsOutsideReviewedSlices) {
    EXPECT_EQ(accepted(MergeRule::FillGaps), (Rows{"2111", "1251", "1251", "1250", "1251"}));
    using enum SliceState;
    EXPECT_EQ(open_->segmentation().slices, (std::vector{Auto, Auto, InWork, Reviewed, Flagged}));
}

TEST_F(Merging, ReplacesAutoSlicesAndFillsGapsInThoseInWork) {
    EXPECT_EQ(accepted(MergeRule::ReplaceAuto), (Rows{"2111", "2111", "1251", "1250", "1251"}));
    using enum SliceState;
    EXPECT_EQ(open_->segmentation().slices, (std::vector{Auto, Auto, InWork, Reviewed, Flagged}));
}

TEST_F(Merging, ReplacesAllIncludingReviewedSlices) {
    EXPECT_EQ(accepted(MergeRule::ReplaceAll), (Rows{"2111", "2111", "2111", "2111", "2111"}));
    EXPECT_EQ(open_->segmentation().slices, std::vector(5, SliceState::Auto));
}

TEST_F(Merging, LeavesSlicesOutsideItsRangeAlone) {
    Proposal some = proposal();
    some.firstSlice = 1;
    some.lastSlice = 1;
    acceptProposal(*open_, some, MergeRule::ReplaceAll, {true, true});
    EXPECT_EQ((Rows{row(0), row(1), row(2)}), (Rows{"0000", "2111", "1250"}));
    EXPECT_EQ(open_->history().steps().back().label.detail, "Leg v12 · slice 2");
}

TEST_F(Merging, TakesOnlyTheSegmentsThatWereTicked) {
    // Soleus is not taken: it keeps what Tibia does not need.
    EXPECT_EQ(accepted(MergeRule::ReplaceAll, {true, false}),
              (Rows{"2000", "2050", "2050", "2050", "2050"}));
}

TEST_F(Merging, NeverTouchesLockedSegments) {
    open_->setLook(0, {.locked = true}); // Soleus: neither loses nor gains
    open_->setLook(2, {.locked = true}); // Bone
    EXPECT_EQ(accepted(MergeRule::ReplaceAll), (Rows{"2000", "1050", "1050", "1050", "1050"}));
}

TEST_F(Merging, IsOneStepThatNamesTheModelAndCanBeUndone) {
    const Segmentation before = open_->segmentation();
    ASSERT_TRUE(acceptProposal(*open_, proposal(), MergeRule::ReplaceAll, {true, true}));
    ASSERT_EQ(open_->history().steps().size(), 1U);
    EXPECT_EQ(open_->history().steps()[0].label,
              (StepLabel{StepKind::AutoSegment, "Auto-segment", "Leg v12 · slices 1–5"}));
    EXPECT_EQ(open_->model(), (ModelUse{"leg", 12, "abc"}));
    EXPECT_FALSE(acceptProposal(*open_, proposal(), MergeRule::ReplaceAll, {true, true}))
        << "it is so already";
    EXPECT_EQ(open_->history().steps().size(), 1U);
    open_->undo();
    EXPECT_EQ(open_->segmentation(), before);
}

TEST_F(Merging, AddsSegmentsThatTheCaseLacks) {
    Proposal more = proposal();
    more.labels.addSegment(segmentNamed("Fibula", 5)); // Bone has 5 here
    more.labels.addSegment(segmentNamed("Absent", 9));
    more.labels.set({3, 0, 0}, 5);
    more.modelName = "Leg v12, local 1";
    ASSERT_TRUE(acceptProposal(*open_, more, MergeRule::FillGaps, {true, true, true, true}));
    const LabelMap& labels = open_->segmentation().labels;
    ASSERT_NE(labels.findByName("Fibula"), nullptr);
    EXPECT_EQ(labels.findByName("Fibula")->value, 3);
    EXPECT_EQ(labels.at({3, 0, 0}), 3);
    ASSERT_NE(labels.findByName("Absent"), nullptr);
    EXPECT_EQ(labels.findByName("Absent")->value, 9) << "its own value is free";
    EXPECT_EQ(open_->history().steps().back().label.detail, "Leg v12, local 1 · slices 1–5");
    open_->undo();
    EXPECT_EQ(open_->segmentation().labels.segments().size(), 3U);
}

TEST_F(Merging, RefusesWhatDoesNotFit) {
    expectError(ErrorCode::InvalidArgument, "taken",
                [&] { effectOf(*open_, proposal(), MergeRule::FillGaps, {true}); });
    Proposal other = proposal();
    other.labels = LabelMap(Geometry({4, 1, 5}, {1, 1, 1}));
    expectError(ErrorCode::InvalidArgument, "grid",
                [&] { acceptProposal(*open_, other, MergeRule::FillGaps, {}); });
}

/// Volumes counted in the case itself after accepting are the truth for what was foretold; the
/// three promises of the rules are checked voxel by voxel.
TEST(Proposal, DoesWhatItsEffectSaysAndWhatTheRulesPromise) {
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        Random random(seed);
        const auto open = smallCase(smallGrid(), random.integer(1, 2));
        for (int act = 0; act < 12; ++act) {
            randomAct(*open, random);
        }
        const Segmentation before = open->segmentation();
        const Proposal proposal = randomProposal(*open, random);
        const std::vector<bool> taken{random.chance(0.7), random.chance(0.7)};
        const MergeRule rule = rules[static_cast<std::size_t>(random.integer(0, 2))];
        const auto effects = effectOf(*open, proposal, rule, taken);
        EXPECT_EQ(open->segmentation(), before) << "foretelling changes nothing";
        acceptProposal(*open, proposal, rule, taken);
        const LabelMap& after = open->segmentation().labels;
        const double voxelMl = after.geometry().voxelVolume() / 1000;
        ASSERT_EQ(effects.size(), 2U);
        for (const ProposalEffect& effect : effects) {
            const Segment* const was = before.labels.findByName(effect.name);
            const Segment* const is = after.findByName(effect.name);
            const auto voxelsBefore = was != nullptr ? before.labels.voxels(*was) : 0;
            const auto voxelsAfter = is != nullptr ? after.voxels(*is) : 0;
            EXPECT_DOUBLE_EQ(effect.nowMl, static_cast<double>(voxelsBefore) * voxelMl);
            EXPECT_DOUBLE_EQ(effect.afterMl, static_cast<double>(voxelsAfter) * voxelMl)
                << "seed " << seed << " " << effect.name;
        }
        for (std::size_t i = 0; i < before.looks.size(); ++i) {
            if (before.looks[i].locked) {
                const Segment& segment = before.labels.segments()[i];
                EXPECT_EQ(after.mask(segment), before.labels.mask(segment)) << "seed " << seed;
            }
        }
        VoxelIndex at;
        for (at.z = 0; at.z < 5; ++at.z) {
            const bool inRange = at.z >= proposal.firstSlice && at.z <= proposal.lastSlice;
            const SliceState state = before.slices[static_cast<std::size_t>(at.z)];
            const bool reviewed = state == SliceState::Reviewed && rule != MergeRule::ReplaceAll;
            for (at.y = 0; at.y < 6; ++at.y) {
                for (at.x = 0; at.x < 7; ++at.x) {
                    for (int layer = 0; layer < after.layers(); ++layer) {
                        const std::uint16_t was = before.labels.at(at, layer);
                        if (!inRange || reviewed || (rule == MergeRule::FillGaps && was != 0)) {
                            ASSERT_EQ(after.at(at, layer), was) << "seed " << seed;
                        }
                    }
                }
            }
        }
    }
}

TEST(Proposal, NamesItsRules) {
    EXPECT_EQ(toString(MergeRule::FillGaps), "fill_gaps");
    EXPECT_EQ(toString(MergeRule::ReplaceAuto), "replace_auto");
    EXPECT_EQ(toString(MergeRule::ReplaceAll), "replace_all");
}

} // namespace
} // namespace laurel
