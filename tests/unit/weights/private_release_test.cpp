#include "laurel/weights/private_release.h"

#include "laurel/weights/arithmetic.h"
#include "support/expect_error.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace laurel {
namespace {

/// ∫ max(0, p − e^ε q) of two normal distributions of standard deviation 1 that lie a apart: the
/// definition of (ε, δ) itself, by Simpson's rule.
double hockeyStick(double a, double epsilon) {
    const auto density = [](double x) {
        return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    };
    constexpr int steps = 20000;
    const double from = a / 2 + epsilon / a; // where p = e^ε q
    const double width = (a + 40 - from) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; ++i) {
        const double x = from + i * width;
        const double height = std::max(0.0, density(x - a) - std::exp(epsilon) * density(x));
        sum += height * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
    }
    return sum * width / 3;
}

TEST(GaussianEpsilon, GivesTheDeltaOfTheDefinition) {
    for (const double a : {0.1, 0.5, 1.0, 2.0, 5.0}) {
        for (const double delta : {1e-2, 1e-5, 1e-8}) {
            const double epsilon = gaussianEpsilon(a, delta);
            ASSERT_GT(epsilon, 0);
            EXPECT_NEAR(hockeyStick(a, epsilon) / delta, 1, 1e-6) << a << ", " << delta;
        }
    }
}

/// σ = 3.730631634816464 is what the authors' own code (BorjaBalle/analytic-gaussian-mechanism)
/// calibrates for ε = 1, δ = 1e-5, Δ = 1. The others: scipy 1.10, brentq on theorem 8.
TEST(GaussianEpsilon, EqualsThePublishedCalibration) {
    EXPECT_NEAR(gaussianEpsilon(1 / 3.730631634816464, 1e-5), 1, 1e-9);
    EXPECT_NEAR(gaussianEpsilon(0.1, 1e-6), 0.396857377644083, 1e-9);
    EXPECT_NEAR(gaussianEpsilon(1, 1e-5), 4.377178095681224, 1e-9);
    EXPECT_NEAR(gaussianEpsilon(2, 1e-5), 9.997256146434303, 1e-9);
    EXPECT_NEAR(gaussianEpsilon(10, 1e-5), 91.81728962466374, 1e-7);
    EXPECT_NEAR(gaussianEpsilon(100, 1e-5), 5425.50984614743, 1e-5);
}

TEST(GaussianEpsilon, IsBelowTheClassicalMechanisms) {
    // σ = Δ √(2 ln(1.25/δ)) / ε suffices for ε < 1 (Dwork & Roth 2014, theorem A.1).
    for (const double epsilon : {0.1, 0.5, 0.9}) {
        for (const double delta : {1e-3, 1e-6}) {
            const double sigma = std::sqrt(2 * std::log(1.25 / delta)) / epsilon;
            EXPECT_LT(gaussianEpsilon(1 / sigma, delta), epsilon);
        }
    }
}

TEST(GaussianEpsilon, IsZeroWhereNoiseHidesEverything) {
    EXPECT_EQ(gaussianEpsilon(1e-6, 1e-5), 0); // δ at ε = 0 is 2 Φ(a/2) − 1, here 4e-7
    for (const auto& [a, delta] : {std::pair{0.0, 0.1},
                                   {1001.0, 0.1},
                                   {1.0, 0.0},
                                   {1.0, 1.0},
                                   {std::numeric_limits<double>::quiet_NaN(), 0.1}}) {
        const auto wrong = [a = a, delta = delta] { gaussianEpsilon(a, delta); };
        expectError(ErrorCode::InvalidArgument, "epsilon", wrong);
    }
}

StateDict state(float encoder, float head, float variance = 1, std::int64_t counter = 1) {
    StateDict made;
    made.add("encoder.weight", Tensor::fromFloats({2}, {encoder, encoder}));
    made.add("encoder.running_var", Tensor::fromFloats({1}, {variance}));
    made.add("encoder.num_batches_tracked", Tensor::fromIntegers({}, {counter}));
    made.add("head.weight", Tensor::fromFloats({1}, {head}));
    return made;
}

bool everything(std::string_view) {
    return true;
}

void silence(std::span<double> out) {
    std::ranges::fill(out, 0.0);
}

TEST(PrivateRelease, ShortensTheDifferenceToTheClip) {
    // Differences 2, 2, 0 and 1 have norm 3.
    const StateDict released =
        privateRelease(state(3, 2, 1, 9), state(1, 1), {1.5, 1}, everything, silence);
    EXPECT_EQ(released, state(2, 1.5, 1, 9));
    EXPECT_NEAR(l2Norm(delta(released, state(1, 1))), 1.5, 1e-6);
    // What is shorter stays as it is.
    EXPECT_EQ(privateRelease(state(3, 2), state(1, 1), {4, 1}, everything, silence), state(3, 2));
}

TEST(PrivateRelease, AddsSigmaTimesTheDraws) {
    const auto ones = [](std::span<double> out) { std::ranges::fill(out, 1.0); };
    EXPECT_EQ(privateRelease(state(1, 1), state(1, 1), {0.5, 3}, everything, ones),
              state(2.5, 2.5, 2.5));
    const auto deep = [](std::span<double> out) { std::ranges::fill(out, -1.0); };
    EXPECT_EQ(privateRelease(state(1, 1), state(1, 1), {0.5, 3}, everything, deep),
              state(-0.5, -0.5, 0)); // no variance below 0
}

TEST(PrivateRelease, LeavesAloneWhatStaysAtTheSite) {
    const auto encoder = [](std::string_view name) { return name.starts_with("encoder."); };
    // Differences 3, 4 and 12 would have norm 13; the encoder's alone 5.
    StateDict learned = state(1, 13);
    StateDict base = state(1, 1);
    const StateDict released = privateRelease(learned, base, {0.5, 1}, encoder, drawSecretNormals);
    EXPECT_EQ(released.at("head.weight"), learned.at("head.weight"));
    EXPECT_NE(released.at("encoder.weight"), learned.at("encoder.weight"));
    EXPECT_EQ(privateRelease(state(1.3F, 99), base, {0.5, 1}, encoder, silence), state(1.3F, 99));
}

TEST(PrivateRelease, RefusesWhatHasNoMeaning) {
    expectError(ErrorCode::InvalidArgument, "above 0", [] {
        privateRelease(state(1, 1), state(1, 1), {0, 1}, everything);
    });
    expectError(ErrorCode::InvalidInput, "finite", [] {
        privateRelease(state(std::numeric_limits<float>::infinity(), 1), state(1, 1), {1, 1},
                       everything);
    });
    expectError(ErrorCode::InvalidInput, "weight", [] {
        privateRelease(StateDict(), state(1, 1), {1, 1}, everything);
    });
}

TEST(SecretNormals, HaveTheMomentsOfTheNormalDistribution) {
    std::vector<double> draws(200001);
    drawSecretNormals(draws);
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    int beyondTwo = 0;
    for (const double draw : draws) {
        ASSERT_TRUE(std::isfinite(draw));
        sum += draw;
        squares += draw * draw;
        fourths += std::pow(draw, 4);
        beyondTwo += std::abs(draw) > 1.959964 ? 1 : 0;
    }
    // Six standard errors each: 1/√n, √(2/n), √(96/n), √(0.05 · 0.95/n).
    const double n = static_cast<double>(draws.size());
    EXPECT_NEAR(sum / n, 0, 6 / std::sqrt(n));
    EXPECT_NEAR(squares / n, 1, 6 * std::sqrt(2 / n));
    EXPECT_NEAR(fourths / n, 3, 6 * std::sqrt(96 / n));
    EXPECT_NEAR(beyondTwo / n, 0.05, 6 * std::sqrt(0.0475 / n));
    std::vector<double> again(draws.size());
    drawSecretNormals(again);
    EXPECT_NE(draws, again);
}

TEST(EpsilonOf, CountsTwoCasesAsTwoClipsApart) {
    EXPECT_DOUBLE_EQ(epsilonOf({0.25, 1}, 1e-5), gaussianEpsilon(2, 1e-5));
    EXPECT_DOUBLE_EQ(epsilonOf({7, 2 * 3.730631634816464}, 1e-5),
                     gaussianEpsilon(1 / 3.730631634816464, 1e-5));
}

} // namespace
} // namespace laurel
