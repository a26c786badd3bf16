#include "small_weights.h"

#include "support/expect_error.h"

#include "laurel/server_domain/merge_policy.h"
#include "laurel/server_domain/screening.h"
#include "laurel/weights/arithmetic.h"

#include <limits>

#include <gtest/gtest.h>

namespace laurel {
namespace {

const SmallWeights base{{3, 4}, 1, 2, 7};
const SmallWeights current{{5, 4}, 2, 4, 20};
const SmallWeights candidate{{7, 3}, 4, 1, 12};

MergeSettings named(const char* policy) {
    MergeSettings settings;
    settings.policy = policy;
    return settings;
}

StateDict merged(const MergePolicy& policy, double alpha, std::int64_t staleness) {
    const StateDict a = base.state();
    const StateDict b = current.state();
    const StateDict c = candidate.state();
    return policy.merge({b, {{a, c, staleness}}}, alpha);
}

/// current + 0.5 * (candidate - base): 5 + 2, 4 - 0.5; statistics are halfway: (2 + 4) / 2,
/// (4 + 1) / 2.
TEST(GatedPolicy, addsHalfTheChangeWhereNothingMoved) {
    const auto policy = makeMergePolicy({});
    EXPECT_EQ(merged(*policy, 0.5, 0), (SmallWeights{{7, 3.5F}, 3, 2.5F, 20}.state()));
}

/// Staleness 3 halves the share: s = 1 / sqrt(4).
TEST(GatedPolicy, weighsStaleContributionsLess) {
    const auto policy = makeMergePolicy({});
    EXPECT_EQ(merged(*policy, 0.5, 3), (SmallWeights{{6, 3.75F}, 2.5F, 3.25F, 20}.state()));
    EXPECT_EQ(merged(*policy, 1, 3), merged(*policy, 0.5, 0));
    const StateDict once = merged(*policy, 0.5, 1); // 5 + 4 * 0.5 / sqrt(2)
    EXPECT_FLOAT_EQ(valueOf(once, "conv.weight"), 6.41421356F);
    EXPECT_FLOAT_EQ(valueOf(once, "norm.running_var"), 2.93933983F);
}

TEST(GatedPolicy, triesItsStrengthsInTheOrderGiven) {
    EXPECT_EQ(makeMergePolicy({})->alphas(), (std::vector<double>{0.5, 0.25, 0.125}));
    for (const std::vector<double>& alphas : {std::vector<double>{},
                                              {0.0},
                                              {0.5, 1.5},
                                              {-0.5},
                                              {std::numeric_limits<double>::quiet_NaN()}}) {
        expectError(ErrorCode::InvalidArgument, "strengths", [&] {
            MergeSettings settings;
            settings.alphas = alphas;
            makeMergePolicy(settings);
        });
    }
}

/// 16777217 is no float: computed in float, 16777216 + (1 - 0) would be lost.
TEST(GatedPolicy, computesInDouble) {
    StateDict zero;
    zero.add("a", Tensor::fromFloats({1}, {-1}));
    StateDict large;
    large.add("a", Tensor::fromFloats({1}, {16777216}));
    StateDict changed;
    changed.add("a", Tensor::fromFloats({1}, {16777216}));
    // 16777216 + 0.5 * 16777217 = 25165824.5, whose nearest float is 25165824
    EXPECT_EQ(valueOf(makeMergePolicy({})->merge({large, {{zero, changed}}}, 0.5), "a"), 25165824);
    // 16777216 + 0.125 * (16777216 + 1) = 18874368.125 -> 18874368
    EXPECT_EQ(valueOf(makeMergePolicy({})->merge({large, {{zero, changed}}}, 0.125), "a"),
              18874368);
}

TEST(GatedPolicy, givesTheSameForADelta) {
    const StateDict change = delta(candidate.state(), base.state());
    const StateDict restored = candidateOf(ContributionKind::Delta, change, base.state());
    const auto policy = makeMergePolicy({});
    const StateDict a = base.state();
    const StateDict b = current.state();
    EXPECT_EQ(policy->merge({b, {{a, restored, 2}}}, 0.5), merged(*policy, 0.5, 2));
}

TEST(DafnePolicy, isTheExactAverage) {
    const auto policy = makeMergePolicy(named("dafne"));
    ASSERT_EQ(policy->alphas(), std::vector<double>{0.5});
    const StateDict average = SmallWeights{{6, 3.5F}, 3, 2.5F, 20}.state();
    EXPECT_EQ(merged(*policy, 0.5, 0), average);
    EXPECT_EQ(merged(*policy, 0.5, 9), average);
}

TEST(DafnePolicy, knowsOnlyTheAbsoluteThreshold) {
    const auto policy = makeMergePolicy(named("dafne"));
    const GateSettings gates = policy->gates();
    const ScoreSummary good{1.0, {{"Soleus", 1.0}}};
    const ScoreSummary enough{0.5, {{"Soleus", 0.0}}};
    EXPECT_FALSE(gate1(enough, good, gates));
    EXPECT_FALSE(gate2(enough, good, good, gates));
    const ScoreSummary less{0.499, {}};
    EXPECT_EQ(gate1(less, good, gates)->code, "gate1");
    EXPECT_EQ(gate2(less, good, good, gates)->code, "gate2_least");
}

TEST(MergePolicy, refusesWeightsThatDoNotFitEachOther) {
    StateDict other;
    other.add("conv.weight", Tensor::fromFloats({1}, {0}));
    const StateDict right = base.state();
    for (const char* name : {"gated", "dafne", "fedavg", "median", "trimmed-mean", "krum"}) {
        const auto policy = makeMergePolicy(named(name));
        expectError(ErrorCode::InvalidInput, "conv.weight", [&] {
            policy->merge({right, {{right, other}}}, 0.5);
        });
    }
    expectError(ErrorCode::InvalidInput, "base", [&] {
        makeMergePolicy({})->merge({right, {{other, right}}}, 0.5);
    });
    expectError(ErrorCode::InvalidArgument, "\"fedprox\"",
                [] { makeMergePolicy(named("fedprox")); });
}

} // namespace
} // namespace laurel
