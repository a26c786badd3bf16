#include "intensity_curve.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(IntensityCurve, KeepsAirDarkAndFillsTheRange) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Random random(seed);
        const IntensityCurve curve = IntensityCurve::draw(random);
        float greatest = 0;
        for (int i = 0; i <= 600; ++i) {
            const float value = curve.at(static_cast<float>(i) / 600);
            EXPECT_GE(value, 0);
            greatest = std::max(greatest, value);
        }
        EXPECT_EQ(curve.at(0), 0);
        EXPECT_NEAR(greatest, 1, 1e-6);
        EXPECT_EQ(curve.at(-3), curve.at(0));
        EXPECT_EQ(curve.at(7), curve.at(1));
    }
}

TEST(IntensityCurve, IsContinuousAndStraightBetweenKnots) {
    Random random(3);
    const IntensityCurve curve = IntensityCurve::draw(random);
    for (int knot = 0; knot < 6; ++knot) {
        const float low = static_cast<float>(knot) / 6;
        const float high = static_cast<float>(knot + 1) / 6;
        EXPECT_NEAR(curve.at((low + high) / 2), (curve.at(low) + curve.at(high)) / 2, 1e-5);
    }
}

TEST(IntensityCurve, ChangesWhichOfTwoTissuesIsBrighter) {
    int reversed = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Random random(seed);
        const IntensityCurve curve = IntensityCurve::draw(random);
        reversed += curve.at(0.2F) > curve.at(0.5F) ? 1 : 0;
    }
    EXPECT_GT(reversed, 60);
    EXPECT_LT(reversed, 140);
}

} // namespace
} // namespace laurel
