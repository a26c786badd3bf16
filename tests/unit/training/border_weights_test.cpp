#include "laurel/training/border_weights.h"

#include "laurel/base/error.h"
#include "laurel/base/random.h"
#include "laurel/runtime/preprocessor.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

namespace laurel {
namespace {

using testing::ElementsAre;
using testing::FloatEq;

struct Example {
    PlaneSize size;
    std::vector<std::uint16_t> labels;
    Mask body;
};

/// Rectangles of random labels on background, some classes absent.
Example randomExample(std::uint64_t seed, int channels) {
    Random random(seed);
    Example example{{random.integer(5, 24), random.integer(5, 24)}, {}, {}};
    const auto pixels = static_cast<std::size_t>(example.size.rows * example.size.columns);
    example.labels.assign(pixels, 0);
    example.body.assign(pixels, 1);
    for (int i = 0; i < 6; ++i) {
        const auto label = static_cast<std::uint16_t>(random.integer(0, channels - 1));
        const std::int64_t row = random.integer(0, static_cast<int>(example.size.rows) - 1);
        const std::int64_t column = random.integer(0, static_cast<int>(example.size.columns) - 1);
        for (std::int64_t r = row; r < std::min(row + 5, example.size.rows); ++r) {
            for (std::int64_t c = column; c < std::min(column + 4, example.size.columns); ++c) {
                example.labels[static_cast<std::size_t>(r * example.size.columns + c)] = label;
            }
        }
    }
    for (auto& inside : example.body) {
        inside = random.chance(0.8) ? 1 : 0;
    }
    return example;
}

/// The definition, pixel by pixel: all pairs, no distance transform.
double bruteForce(const Example& example, std::size_t pixel, int channels, double sigma) {
    if (example.body[pixel] == 0) {
        return 0;
    }
    std::vector<double> nearest(static_cast<std::size_t>(channels),
                                std::numeric_limits<double>::infinity());
    const auto columns = static_cast<std::size_t>(example.size.columns);
    for (std::size_t other = 0; other < example.labels.size(); ++other) {
        const std::size_t row = other / columns;
        const std::size_t ownRow = pixel / columns;
        const double rows = static_cast<double>(row) - static_cast<double>(ownRow);
        const double across =
            static_cast<double>(other % columns) - static_cast<double>(pixel % columns);
        double& best = nearest[example.labels[other]];
        best = std::min(best, std::hypot(rows, across));
    }
    nearest[0] = std::numeric_limits<double>::infinity();
    nearest[example.labels[pixel]] = std::numeric_limits<double>::infinity();
    std::sort(nearest.begin(), nearest.end());
    const double sum = nearest[0] + nearest[1];
    return 10 * std::exp(-sum * sum / (2 * sigma * sigma));
}

TEST(BorderWeights, EqualTheDefinitionOnRandomPlanes) {
    constexpr int channels = 5;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        const Example example = randomExample(seed, channels);
        const double sigma = seed % 2 == 0 ? 8 : 3;
        const auto weights =
            borderWeights(example.labels, example.body, example.size, channels, sigma);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            ASSERT_NEAR(weights[i], bruteForce(example, i, channels, sigma), 1e-4)
                << "seed " << seed << " pixel " << i;
        }
    }
}

TEST(BorderWeights, PeakWhereTwoMusclesAlmostTouch) {
    // 1 . 2: the pixel between lies 1 px from each: 10 exp(-(1 + 1)^2 / (2 * 64)) = 9.6923.
    const std::vector<std::uint16_t> labels{1, 0, 2};
    const auto weights = borderWeights(labels, Mask{1, 1, 1}, {1, 3}, 3);
    // Inside a muscle only one other muscle is left, so nothing is between two.
    EXPECT_THAT(weights, ElementsAre(0, FloatEq(9.692332F), 0));
}

TEST(BorderWeights, RefuseWhatDoesNotFit) {
    const std::vector<std::uint16_t> labels{0, 3};
    EXPECT_THROW(borderWeights(labels, Mask{1, 1}, {1, 2}, 3), Error);
    EXPECT_THROW(borderWeights(labels, Mask{1}, {1, 2}, 4), Error);
    EXPECT_THROW(borderWeights(labels, Mask{1, 1}, {2, 2}, 4), Error);
}

TEST(BorderWeights, SayNothingOfWhatNobodyAnnotated) {
    const std::vector<std::uint16_t> labels{1, ignoredLabel, 2, 0};
    const auto weights = borderWeights(labels, Mask{1, 1, 1, 1}, {1, 4}, 3);
    // The last pixel: 1 px and 3 px away: 10 exp(-16 / 128).
    EXPECT_THAT(weights, ElementsAre(0, 0, 0, FloatEq(8.824969F)));
    EXPECT_THAT(classCounts(labels, 3), ElementsAre(1, 1, 1));
}

TEST(ClassBalance, IsMeanFrequencyOverOwnFrequency) {
    // Frequencies 0.6, 0.3, 0.1 of the classes that occur; their mean is 1/3.
    const std::vector<std::int64_t> counts{60, 30, 0, 10};
    EXPECT_THAT(classBalance(counts),
                ElementsAre(FloatEq(1.0F / 3 / 0.6F), FloatEq(1.0F / 3 / 0.3F), 0,
                            FloatEq(1.0F / 3 / 0.1F)));
}

TEST(ClassBalance, GivesPixelsAMeanWeightOfOne) {
    const std::vector<std::int64_t> counts{5000, 17, 230, 4};
    const std::vector<float> balance = classBalance(counts);
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        sum += static_cast<double>(counts[i]) * balance[i];
    }
    EXPECT_NEAR(sum / 5251, 1, 1e-5);
}

} // namespace
} // namespace laurel
