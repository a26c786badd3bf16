#include "support/expect_error.h"

#include "laurel/weights/arithmetic.h"

#include <gmock/gmock.h>
#include <limits>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

StateDict weights(const std::vector<float>& values, std::int64_t batches) {
    StateDict state;
    state.add("bn.num_batches_tracked", Tensor::fromIntegers({}, {batches}));
    state.add("w", Tensor::fromFloats({static_cast<std::int64_t>(values.size())}, values));
    return state;
}

std::span<const float> values(const StateDict& state) {
    return state.at("w").floats();
}

std::int64_t batches(const StateDict& state) {
    return state.at("bn.num_batches_tracked").integers()[0];
}

TEST(Arithmetic, DeltaSubtracts) {
    const StateDict result = delta(weights({3, -1, 0.5F}, 10), weights({1, 1, 0.25F}, 4));
    EXPECT_THAT(values(result), ElementsAre(2.0F, -2.0F, 0.25F));
    EXPECT_EQ(batches(result), 0);
}

TEST(Arithmetic, AddScaledAdds) {
    const StateDict result = addScaled(weights({1, 1, 0.25F}, 4), weights({2, -2, 0.25F}, 9), 0.5);
    EXPECT_THAT(values(result), ElementsAre(2.0F, 0.0F, 0.375F));
    EXPECT_EQ(batches(result), 4);
}

TEST(Arithmetic, LerpMixes) {
    const StateDict result = lerp(weights({0, 8, -4}, 4), weights({4, 0, 4}, 9), 0.25);
    EXPECT_THAT(values(result), ElementsAre(1.0F, 6.0F, -2.0F));
    EXPECT_EQ(batches(result), 4);
}

TEST(Arithmetic, LerpIsExactAtItsEnds) {
    const StateDict a = weights({0.1F, 1e30F, -3}, 1);
    const StateDict b = weights({0.3F, -7, 1e-30F}, 1);
    EXPECT_EQ(lerp(a, b, 0), a);
    EXPECT_EQ(lerp(a, b, 1), b);
}

TEST(Arithmetic, RoundsOnceFromDouble) {
    // 2^24 + 1 is not a float. In float, 2^24 + 1 - 2^24 would have lost the 1; in double
    // 2^24 + 0.75 rounds to the float 2^24, and 2^24 + 1.5 to 2^24 + 2.
    const StateDict base = weights({16777216.0F}, 0);
    EXPECT_THAT(values(addScaled(base, weights({0.75F}, 0), 1)), ElementsAre(16777216.0F));
    EXPECT_THAT(values(addScaled(base, weights({0.75F}, 0), 2)), ElementsAre(16777218.0F));
}

TEST(Arithmetic, NormOfThreeFourIsFive) {
    StateDict state = weights({3, 4}, 1000);
    EXPECT_DOUBLE_EQ(l2Norm(state), 5.0);
    state.add("v", Tensor::fromFloats({1}, {12}));
    EXPECT_DOUBLE_EQ(l2Norm(state), 13.0);
    EXPECT_DOUBLE_EQ(l2Norm(StateDict{}), 0.0);
}

TEST(Arithmetic, NormDoesNotOverflow) {
    // sqrt(2) times the largest float is beyond float.
    const float most = std::numeric_limits<float>::max();
    EXPECT_DOUBLE_EQ(l2Norm(weights({most, most}, 0)), double{most} * 1.4142135623730951);
}

TEST(Arithmetic, FindsWhatIsNotFinite) {
    EXPECT_TRUE(allFinite(weights({1, -2, std::numeric_limits<float>::max()}, 3)));
    EXPECT_FALSE(allFinite(weights({1, std::numeric_limits<float>::infinity()}, 3)));
    EXPECT_FALSE(allFinite(weights({std::numeric_limits<float>::quiet_NaN()}, 3)));
}

TEST(Arithmetic, DifferentNetworksDoNotMix) {
    const StateDict a = weights({1, 2}, 0);
    const StateDict b = weights({1, 2, 3}, 0);
    const std::string expected = "tensor \"w\" should be F32 [2], is F32 [3]";
    EXPECT_THAT(errorTextOf([&] { delta(a, b); }), HasSubstr(expected));
    EXPECT_THAT(errorTextOf([&] { addScaled(a, b, 1); }), HasSubstr(expected));
    EXPECT_THAT(errorTextOf([&] { lerp(a, b, 0.5); }), HasSubstr(expected));
}

TEST(Arithmetic, FactorsAreChecked) {
    const StateDict a = weights({1}, 0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(errorTextOf([&] { addScaled(a, a, nan); }), HasSubstr("invalid_argument"));
    for (const double t : {nan, -0.001, 1.001}) {
        EXPECT_THAT(errorTextOf([&] { lerp(a, a, t); }), HasSubstr("invalid_argument"));
    }
}

TEST(TensorRole, FollowsTheLastPartOfTheName) {
    EXPECT_EQ(roleOf("enc.bn1.running_mean"), TensorRole::RunningMean);
    EXPECT_EQ(roleOf("running_var"), TensorRole::RunningVariance);
    EXPECT_EQ(roleOf("bn.num_batches_tracked"), TensorRole::Counter);
    EXPECT_EQ(roleOf("bn.weight"), TensorRole::Parameter);
    EXPECT_EQ(roleOf("not_running_mean"), TensorRole::Parameter);
    EXPECT_EQ(roleOf("running_mean.weight"), TensorRole::Parameter);
    EXPECT_EQ(roleOf(""), TensorRole::Parameter);
}

} // namespace
} // namespace laurel
