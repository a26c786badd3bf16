#include "smooth_field.h"

#include <cmath>

#include <gtest/gtest.h>

namespace laurel {
namespace {

const PlaneGrid wide{300, 300, 1.5, 1.5, {-200, 70}};

TEST(SmoothField, HasMeanZeroAndStandardDeviationOne) {
    double sum = 0;
    double squares = 0;
    std::size_t count = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        for (const float value : SmoothField(seed, 6).sample(wide, 2.7)) {
            sum += value;
            squares += static_cast<double>(value) * value;
            ++count;
        }
    }
    const double mean = sum / static_cast<double>(count);
    const double deviation = std::sqrt(squares / static_cast<double>(count) - mean * mean);
    EXPECT_NEAR(mean, 0, 0.03);
    EXPECT_NEAR(deviation, 1, 0.1); // the lattice layer's phase makes it vary along z
}

TEST(SmoothField, IsAFunctionOfSpaceNotOfTheGrid) {
    const SmoothField field(5, 7, 11, 20);
    const auto whole = field.sample(wide, 3);
    const PlaneGrid part{40, 30, 1.5, 1.5, {wide.x(100), wide.y(50)}};
    const auto window = field.sample(part, 3);
    for (std::int64_t r = 0; r < part.rows; ++r) {
        for (std::int64_t c = 0; c < part.columns; ++c) {
            ASSERT_NEAR(window[static_cast<std::size_t>(r * part.columns + c)],
                        whole[static_cast<std::size_t>((r + 50) * wide.columns + c + 100)], 1e-4);
        }
    }
}

TEST(SmoothField, ChangesSlowlyInAllDirections) {
    const SmoothField field(9, 10, 10, 10);
    const PlaneGrid fine{400, 3, 0.1, 0.1, {0, 0}};
    const auto here = field.sample(fine, 0);
    const auto above = field.sample(fine, 0.1);
    for (std::size_t i = 0; i + 1 < 400; ++i) {
        ASSERT_LT(std::abs(here[i + 1] - here[i]), 0.08F); // slope at most some 1.5 per 10 mm
        ASSERT_LT(std::abs(here[i + 400] - here[i]), 0.08F);
        ASSERT_LT(std::abs(above[i] - here[i]), 0.08F);
    }
}

TEST(SmoothField, SeedsAreUnrelated) {
    const auto a = SmoothField(1, 5).sample(wide, 0);
    const auto b = SmoothField(2, 5).sample(wide, 0);
    double product = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        product += static_cast<double>(a[i]) * b[i];
    }
    EXPECT_NEAR(product / static_cast<double>(a.size()), 0, 0.06);
}

} // namespace
} // namespace laurel
