#include "small_weights.h"

#include "support/expect_error.h"

#include "laurel/server_domain/merge_policy.h"

#include <cmath>
#include <deque>

#include <gtest/gtest.h>

/// Against numbers that were computed by hand; each test says how.
namespace laurel {
namespace {

MergeSettings named(const char* policy, std::size_t buffer = 5) {
    MergeSettings settings;
    settings.policy = policy;
    settings.buffer = buffer;
    return settings;
}

/// Contributions that all began with the same version, which is current.
class Buffered : public ::testing::Test {
  protected:
    void contribute(const SmallWeights& candidate, std::int64_t slices = 1,
                    std::int64_t staleness = 0) {
        candidates_.push_back(candidate.state());
        inputs_.updates.push_back({base_, candidates_.back(), staleness, slices});
    }

    SmallWeights current_{{10, 20}, 1, 4, 7};
    StateDict base_ = current_.state();
    StateDict currentState_ = current_.state();
    std::deque<StateDict> candidates_;
    MergeInputs inputs_{currentState_, {}};
};

/// Weights 1 and 3 of 4 slices: 10 + (1·2 + 3·6) / 4 = 15, 20 + (1·(−4) + 3·0) / 4 = 19, mean
/// 1 + (1·4 + 3·0) / 4 = 2, variance 4 + (1·4 + 3·(−4/2)) / 4 = 3.5. Half of the way: 12.5, ...
TEST_F(Buffered, fedAvgWeighsByReviewedSlices) {
    contribute({{12, 16}, 5, 8, 9}, 1);
    contribute({{16, 20}, 1, 2, 8}, 3);
    const auto policy = makeMergePolicy(named("fedavg"));
    EXPECT_EQ(policy->merge(inputs_, 1), (SmallWeights{{15, 19}, 2, 3.5F, 7}.state()));
    EXPECT_EQ(policy->merge(inputs_, 0.5), (SmallWeights{{12.5F, 19.5F}, 1.5F, 3.75F, 7}.state()));
}

/// Staleness 3 halves the second one's way: 10 + (2 + 6/2) / 2 = 12.5, 20 + (−4 + 0) / 2 = 18,
/// mean 1 + (4 + 0) / 2 = 3, variance 4 + (4 − 2/2) / 2 = 5.5.
TEST_F(Buffered, staleContributionsGoHalfTheWay) {
    contribute({{12, 16}, 5, 8, 9}, 1);
    contribute({{16, 20}, 1, 2, 8}, 1, 3);
    EXPECT_EQ(makeMergePolicy(named("fedavg"))->merge(inputs_, 1),
              (SmallWeights{{12.5F, 18}, 3, 5.5F, 7}.state()));
}

/// Each value by itself: of 12, 16, 1000 it is 16; of 16, 20, −1000 it is 16. Of an even number the
/// mean of the two in the middle: 11, 12, 16, 1000 give 14.
TEST_F(Buffered, medianIsNotCarriedAway) {
    contribute({{12, 16}, 5, 8, 9});
    contribute({{16, 20}, 1, 2, 8});
    contribute({{1000, -1000}, 1e6F, 1e6F, 8});
    const auto policy = makeMergePolicy(named("median"));
    EXPECT_EQ(policy->merge(inputs_, 1), (SmallWeights{{16, 16}, 5, 8, 7}.state()));
    contribute({{11, 18}, 3, 6, 8});
    EXPECT_EQ(policy->merge(inputs_, 1), (SmallWeights{{14, 17}, 4, 7, 7}.state()));
}

/// One of five is cut off at each end: of 12, 13, 17, −500, 1000 the mean of 12, 13, 17 is 14; of
/// 16, 20, 24, 1000, −1000 it is 20; of 1, 2, 3, 9, 0 it is 2; of 2, 4, 6, 100, 1 it is 4.
TEST_F(Buffered, trimmedMeanCutsBothEnds) {
    contribute({{12, 16}, 1, 2, 9});
    contribute({{13, 20}, 2, 4, 8});
    contribute({{17, 24}, 3, 6, 8});
    contribute({{-500, 1000}, 9, 100, 8});
    contribute({{1000, -1000}, 0, 1, 8});
    const auto policy = makeMergePolicy(named("trimmed-mean"));
    EXPECT_EQ(policy->merge(inputs_, 1), (SmallWeights{{14, 20}, 2, 4, 7}.state()));
    MergeSettings none = named("trimmed-mean");
    none.trim = 0; // a plain mean: (12 + 13 + 17 − 500 + 1000) / 5
    EXPECT_FLOAT_EQ(valueOf(makeMergePolicy(none)->merge(inputs_, 1), "conv.weight"), 108.4F);
}

/// Five contributions of which one may be hostile: the 5 − 1 − 2 = 2 nearest count. First values
/// are 12, 13, 15, 30, 31, second ones equal. Scores: 12: 1 + 9 = 10; 13: 1 + 4 = 5; 15: 4 + 9 =
/// 13; 30: 1 + 225; 31: 1 + 256. So 13 is chosen, with its statistics.
TEST_F(Buffered, krumTakesTheOneNearestToTheOthers) {
    contribute({{12, 20}, 2, 4, 7});
    contribute({{15, 20}, 3, 5, 7});
    contribute({{30, 20}, 4, 6, 7});
    contribute({{13, 20}, 5, 7, 7});
    contribute({{31, 20}, 6, 8, 7});
    const auto policy = makeMergePolicy(named("krum"));
    EXPECT_TRUE(policy->needsDistances());
    EXPECT_EQ(policy->merge(inputs_, 1), (SmallWeights{{13, 20}, 5, 7, 7}.state()));
    const UpdateDistances others{
        {0, 9, 9, 9, 1}, {9, 0, 9, 9, 9}, {9, 9, 0, 9, 9}, {9, 9, 9, 0, 9}, {1, 9, 9, 9, 0}};
    inputs_.distances = &others; // of the whole model, of which these tensors are a part
    EXPECT_EQ(policy->merge(inputs_, 1), (SmallWeights{{12, 20}, 2, 4, 7}.state()));
}

TEST_F(Buffered, krumWithstandsOnlySoMany) {
    MergeSettings settings = named("krum", 4);
    settings.faulty = 1;
    expectError(ErrorCode::InvalidArgument, "2 f + 2", [&] { makeMergePolicy(settings); });
    settings.buffer = 5;
    EXPECT_NO_THROW(makeMergePolicy(settings));
}

/// One contribution alone: each of them does with it what the default policy does.
TEST_F(Buffered, withOneTheyAreTheDefault) {
    contribute({{12, 16}, 5, 8, 9}, 3, 1);
    const StateDict expected = makeMergePolicy({})->merge(inputs_, 0.25);
    for (const char* name : {"fedavg", "median", "trimmed-mean", "krum"}) {
        const StateDict merged = makeMergePolicy(named(name))->merge(inputs_, 0.25);
        for (const auto& [tensor, values] : expected.entries()) {
            if (values.dtype() == DType::I64) {
                EXPECT_EQ(merged.at(tensor), values) << name;
                continue;
            }
            for (std::size_t i = 0; i < values.floats().size(); ++i) {
                EXPECT_FLOAT_EQ(valueOf(merged, tensor, i), values.floats()[i]) << name << tensor;
            }
        }
    }
}

TEST_F(Buffered, needSomethingToMerge) {
    for (const char* name : {"gated", "fedavg", "median", "trimmed-mean", "krum"}) {
        expectError(ErrorCode::InvalidArgument, "nothing to be merged",
                    [&] { makeMergePolicy(named(name))->merge(inputs_, 0.5); });
    }
    EXPECT_EQ(makeMergePolicy(named("median", 7))->buffer(), 7U);
    EXPECT_EQ(makeMergePolicy({})->buffer(), 1U);
    expectError(ErrorCode::InvalidArgument, "one contribution or more",
                [] { makeMergePolicy(named("median", 0)); });
    MergeSettings half = named("trimmed-mean");
    half.trim = 0.5;
    expectError(ErrorCode::InvalidArgument, "below 0.5", [&] { makeMergePolicy(half); });
}

} // namespace
} // namespace laurel
