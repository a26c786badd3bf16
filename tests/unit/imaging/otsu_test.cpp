#include "laurel/imaging/masks.h"

#include "support/random_grids.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

namespace laurel {
namespace {

// n0·n1·(m0 - m1)² of the five splits: 1·5·(0 - 5.6)² = 156.8, 2·4·(0.5 - 6.75)² = 312.5,
// 3·3·(1 - 25/3)² = 484, 4·2·(2.75 - 8.5)² = 264.5, 5·1·(3.8 - 9)² = 135.2.
TEST(Otsu, EqualsAHandCalculation) {
    const std::vector<float> values{0, 1, 2, 8, 8, 9};
    EXPECT_FLOAT_EQ(otsuThreshold(values), 5); // half-way between 2 and 8
}

/// The greatest between-class variance over all splits of the sorted values, without bins.
double bestVariance(std::vector<float> values) {
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    double best = 0;
    double sum = 0;
    for (std::size_t i = 0; i + 1 < values.size(); ++i) {
        sum += values[i];
        const auto lower = static_cast<double>(i + 1);
        const double gap = sum / lower - (total - sum) / (n - lower);
        best = std::max(best, lower * (n - lower) * gap * gap);
    }
    return best;
}

double varianceAt(const std::vector<float>& values, float threshold) {
    double count = 0;
    double sum = 0;
    double aboveCount = 0;
    double aboveSum = 0;
    for (const float value : values) {
        (value > threshold ? aboveCount : count) += 1;
        (value > threshold ? aboveSum : sum) += value;
    }
    const double gap = sum / count - aboveSum / aboveCount;
    return count * aboveCount * gap * gap;
}

TEST(Otsu, IsNearTheBestSplitOfAnyValues) {
    Random random(61);
    for (int trial = 0; trial < 50; ++trial) {
        std::vector<float> values;
        for (int i = 0; i < 2000; ++i) {
            const bool bright = random.chance(0.3);
            values.push_back(
                static_cast<float>(bright ? 800 + 60 * random.normal() : 100 * random.uniform()));
        }
        EXPECT_GE(varianceAt(values, otsuThreshold(values)), 0.999 * bestVariance(values));
    }
}

TEST(Otsu, SeparatesValuesThatFloatsBarelyTellApart) {
    const float one = 1;
    const float next = std::nextafter(one, 2.0F);
    const float threshold = otsuThreshold(std::vector<float>{one, next});
    EXPECT_FALSE(one > threshold);
    EXPECT_TRUE(next > threshold);
}

TEST(Otsu, LooksAtFiniteValuesOnly) {
    const float infinity = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_FLOAT_EQ(otsuThreshold(std::vector<float>{nan, 0, infinity, 10, -infinity}), 5);
    EXPECT_EQ(otsuThreshold(std::vector<float>{nan, infinity}), 0);
    EXPECT_EQ(otsuThreshold(std::vector<float>{}), 0);
    EXPECT_EQ(otsuThreshold(std::vector<float>{7, 7, nan}), 7);
    const float huge = std::numeric_limits<float>::max();
    EXPECT_FLOAT_EQ(otsuThreshold(std::vector<float>{-huge, huge}), 0);
}

} // namespace
} // namespace laurel
