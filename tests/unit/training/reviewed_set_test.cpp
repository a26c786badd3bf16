#include "plane_dice.h"
#include "reviewed_set.h"

#include "laurel/base/error.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

namespace laurel {
namespace {

using testing::ElementsAre;

/// A plane of 1 × 4 pixels; its image holds what ThresholdNetwork shall answer.
ReviewedPlane plane(std::size_t caseNumber, std::int64_t slice, PlaneSide side,
                    std::vector<std::uint16_t> labels, std::vector<float> answer = {0, 0, 0, 0}) {
    return {
        {{1, 4}, std::move(answer), std::move(labels), Mask(4, 1), {}}, caseNumber, slice, side};
}

std::vector<ReviewedPlane> bothLimbs(std::int64_t slices) {
    std::vector<ReviewedPlane> planes;
    for (std::int64_t slice = 0; slice < slices; ++slice) {
        planes.push_back(plane(0, slice, PlaneSide::Right, {0, 1, 1, 2}));
        planes.push_back(plane(0, slice, PlaneSide::Left, {0, 1, 2, 2}));
    }
    return planes;
}

std::set<std::int64_t> slicesOf(const std::vector<ReviewedPlane>& planes) {
    std::set<std::int64_t> slices;
    for (const ReviewedPlane& one : planes) {
        slices.insert(one.slice);
    }
    return slices;
}

TEST(HeldOut, NeverTakesFromTheLeastNumberOfSlices) {
    EXPECT_EQ(heldOutCount(5, 5), 0U);
    EXPECT_EQ(heldOutCount(6, 5), 1U);
    EXPECT_EQ(heldOutCount(10, 5), 2U);
    EXPECT_EQ(heldOutCount(24, 5), 4U);
    EXPECT_EQ(heldOutCount(24, 22), 2U);
    for (std::size_t slices = 1; slices < 200; ++slices) {
        for (const std::size_t least : {1U, 5U, 17U}) {
            const std::size_t held = heldOutCount(slices, least);
            EXPECT_EQ(held == 0, slices <= least);
            EXPECT_TRUE(held == 0 || slices - held >= least);
        }
    }
}

TEST(HeldOut, SpreadsOverAll) {
    EXPECT_THAT(spreadChoice(6, 1), ElementsAre(3));
    EXPECT_THAT(spreadChoice(10, 2), ElementsAre(2, 7));
    EXPECT_THAT(spreadChoice(24, 4), ElementsAre(3, 9, 15, 21));
    EXPECT_TRUE(spreadChoice(7, 0).empty());
}

TEST(HeldOut, KeepsBothLimbsOfASliceTogether) {
    const ReviewedSet set = divide(bothLimbs(10), 5);
    EXPECT_EQ(set.trainingSlices, 8);
    EXPECT_EQ(set.heldOutSlices, 2);
    EXPECT_EQ(set.training.size(), 16U);
    EXPECT_EQ(set.heldOut.size(), 4U);
    EXPECT_THAT(slicesOf(set.heldOut), ElementsAre(2, 7));
    EXPECT_FALSE(slicesOf(set.training).contains(2));
    EXPECT_EQ(&set.measured(), &set.heldOut);
}

TEST(HeldOut, IsEmptyWhereAllSlicesAreNeeded) {
    const ReviewedSet set = divide(bothLimbs(5), 5);
    EXPECT_EQ(set.trainingSlices, 5);
    EXPECT_EQ(set.heldOutSlices, 0);
    EXPECT_EQ(&set.measured(), &set.training);
}

TEST(HeldOut, ComesFromSlicesThatShowALabel) {
    std::vector<ReviewedPlane> planes;
    for (std::int64_t slice = 0; slice < 12; ++slice) {
        const std::uint16_t label = slice < 6 ? 0 : 1;
        planes.push_back(plane(0, slice, PlaneSide::Whole, {0, label, label, 0}));
    }
    const ReviewedSet set = divide(planes, 5);
    EXPECT_EQ(set.trainingSlices + set.heldOutSlices, 12);
    ASSERT_EQ(set.heldOutSlices, 2);
    EXPECT_GE(*slicesOf(set.heldOut).begin(), 6);
}

TEST(HeldOut, TellsSlicesOfDifferentCasesApart) {
    std::vector<ReviewedPlane> planes;
    for (std::size_t caseNumber = 0; caseNumber < 2; ++caseNumber) {
        for (std::int64_t slice = 0; slice < 5; ++slice) {
            planes.push_back(plane(caseNumber, slice, PlaneSide::Whole, {0, 1, 1, 0}));
        }
    }
    const ReviewedSet set = divide(planes, 5);
    EXPECT_EQ(set.trainingSlices, 8);
    ASSERT_EQ(set.heldOut.size(), 2U);
    EXPECT_EQ(set.heldOut[0].caseNumber, 0U);
    EXPECT_EQ(set.heldOut[1].caseNumber, 1U);
}

TEST(ShuffledOrder, HoldsEveryNumberOnceAndFollowsTheSeed) {
    Random one(5);
    Random same(5);
    Random other(6);
    const std::vector<std::size_t> order = shuffledOrder(50, one);
    std::vector<std::size_t> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        EXPECT_EQ(sorted[i], i);
    }
    EXPECT_EQ(order, shuffledOrder(50, same));
    EXPECT_NE(order, shuffledOrder(50, other));
    EXPECT_TRUE(shuffledOrder(0, one).empty());
}

/// Answers with the class that the image's pixel says.
class ThresholdNetwork final : public Network {
  public:
    at::Tensor forward(const at::Tensor& images) override {
        return at::one_hot(images.squeeze(1).to(at::kLong), 3).permute({0, 3, 1, 2}).to(at::kFloat);
    }
    StateDict state() const override { return {}; }
    void loadState(const StateDict&) override {}
    std::vector<at::Tensor> parameters() override { return {}; }
    void train(bool on) override { training_ = on; }
    void moveTo(const at::Device&) override {}
    bool training_ = true;
};

std::optional<double> diceOf(const std::vector<ReviewedPlane>& planes) {
    ThresholdNetwork network;
    const std::optional<double> dice = planeDice(network, planes, 3, at::kCPU, {}).mean;
    EXPECT_TRUE(planes.empty() || !network.training_);
    return dice;
}

TEST(PlaneDice, EqualsHandCalculation) {
    // Structure 1: A = 2 pixels, R = 1, both 1: 2/3. Structure 2: A = 1, R = 2, both 1: 2/3.
    EXPECT_NEAR(*diceOf({plane(0, 0, PlaneSide::Whole, {0, 1, 2, 2}, {0, 1, 1, 2})}), 2.0 / 3,
                1e-12);
    // Over two planes of a case the pixels are counted together: structure 1 has A = 3, R = 3,
    // both 2; structure 2 A = 3, R = 2, both 2.
    EXPECT_NEAR(*diceOf({plane(0, 0, PlaneSide::Whole, {0, 1, 2, 2}, {1, 1, 2, 2}),
                         plane(0, 1, PlaneSide::Whole, {0, 1, 1, 0}, {0, 1, 2, 0})}),
                (4.0 / 6 + 4.0 / 5) / 2, 1e-12);
}

TEST(PlaneDice, LeavesOutWhatNeitherMaskHoldsAndCountsWhatOneHolds) {
    // Structure 2 in neither: only structure 1 counts.
    EXPECT_DOUBLE_EQ(*diceOf({plane(0, 0, PlaneSide::Whole, {0, 1, 1, 0}, {0, 1, 1, 0})}), 1);
    // Structure 2 invented: 0.
    EXPECT_DOUBLE_EQ(*diceOf({plane(0, 0, PlaneSide::Whole, {0, 1, 1, 0}, {2, 1, 1, 0})}), 0.5);
    EXPECT_EQ(diceOf({plane(0, 0, PlaneSide::Whole, {0, 0, 0, 0}, {0, 0, 0, 0})}), std::nullopt);
    EXPECT_EQ(diceOf({}), std::nullopt);
}

TEST(PlaneDice, SidesAreStructuresOfTheirOwnAndCasesWeighAlike) {
    const ReviewedPlane right = plane(0, 0, PlaneSide::Right, {0, 1, 1, 0}, {0, 1, 1, 0});
    const ReviewedPlane left = plane(0, 0, PlaneSide::Left, {0, 1, 1, 0}, {0, 0, 0, 0});
    EXPECT_DOUBLE_EQ(*diceOf({right, left}), 0.5);
    const ReviewedPlane second = plane(1, 0, PlaneSide::Right, {0, 1, 1, 0}, {0, 1, 1, 0});
    EXPECT_DOUBLE_EQ(*diceOf({right, left, second}), 0.75);
}

TEST(PlaneDice, OfEachLabelIsTheMeanOverCasesAndSidesThatHaveIt) {
    ThresholdNetwork network;
    const auto labels = planeDice(network,
                                  {plane(0, 0, PlaneSide::Right, {0, 1, 2, 2}, {0, 1, 1, 2}),
                                   plane(0, 0, PlaneSide::Left, {0, 1, 0, 0}, {0, 1, 0, 0}),
                                   plane(1, 0, PlaneSide::Right, {0, 0, 0, 0}, {1, 0, 0, 0})},
                                  4, at::kCPU, {})
                            .labels;
    ASSERT_EQ(labels.size(), 3U);
    EXPECT_NEAR(*labels[0], (2.0 / 3 + 1 + 0) / 3, 1e-12);
    EXPECT_NEAR(*labels[1], 2.0 / 3, 1e-12) << "one side of one case has it";
    EXPECT_EQ(labels[2], std::nullopt);
}

TEST(PlaneDice, StopsWhenCancelled) {
    CancellationSource source;
    source.cancel();
    ThresholdNetwork network;
    EXPECT_THROW(planeDice(network, bothLimbs(1), 3, at::kCPU, source.token()), Error);
}

} // namespace
} // namespace laurel
