#include "laurel/edit/measurement.h"

#include "support/random_grids.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace laurel {
namespace {

WorldPoint randomPoint(Random& random) {
    return {random.uniform(-300, 300), random.uniform(-300, 300), random.uniform(-900, 900)};
}

TEST(MeasureTest, LengthsAreThoseOfVoxelsTimesSpacingInAnyOrientation) {
    Random random(701);
    for (int trial = 0; trial < 200; ++trial) {
        const Geometry grid = randomGeometry(random, {20, 20, 20});
        const ContinuousIndex from{random.uniform(0, 19), random.uniform(0, 19),
                                   random.uniform(0, 19)};
        const ContinuousIndex to{random.uniform(0, 19), random.uniform(0, 19),
                                 random.uniform(0, 19)};
        const auto& spacing = grid.spacing();
        const double dx = (to.x - from.x) * spacing[0];
        const double dy = (to.y - from.y) * spacing[1];
        const double dz = (to.z - from.z) * spacing[2];
        EXPECT_NEAR(lengthMm(grid.toWorld(from), grid.toWorld(to)),
                    std::sqrt(dx * dx + dy * dy + dz * dz), 1e-8);
    }
}

TEST(MeasureTest, AnglesFollowTheLawOfCosines) {
    Random random(702);
    for (int trial = 0; trial < 500; ++trial) {
        const WorldPoint a = randomPoint(random);
        const WorldPoint vertex = randomPoint(random);
        const WorldPoint b = randomPoint(random);
        const double toA = lengthMm(vertex, a);
        const double toB = lengthMm(vertex, b);
        const double across = lengthMm(a, b);
        const double expected =
            std::acos((toA * toA + toB * toB - across * across) / (2 * toA * toB)) * 180 /
            std::numbers::pi;
        EXPECT_NEAR(angleDegrees(a, vertex, b), expected, 1e-5);
        EXPECT_DOUBLE_EQ(angleDegrees(a, vertex, b), angleDegrees(b, vertex, a));
    }
}

TEST(MeasureTest, KnownAngles) {
    EXPECT_DOUBLE_EQ(angleDegrees({1, 0, 0}, {0, 0, 0}, {0, 0, 7}), 90);
    EXPECT_DOUBLE_EQ(angleDegrees({1, 0, 0}, {0, 0, 0}, {-3, 0, 0}), 180);
    EXPECT_DOUBLE_EQ(angleDegrees({1, 0, 0}, {0, 0, 0}, {5, 0, 0}), 0);
    EXPECT_DOUBLE_EQ(angleDegrees({1, 1, 0}, {0, 0, 0}, {1, 0, 0}), 45);
    EXPECT_DOUBLE_EQ(angleDegrees({0, 0, 0}, {0, 0, 0}, {1, 0, 0}), 0) << "no arm, no angle";
    // An arc cosine would say 0 here.
    EXPECT_NEAR(angleDegrees({1, 1e-9, 0}, {0, 0, 0}, {1, 0, 0}), 1e-9 * 180 / std::numbers::pi,
                1e-15);
}

TEST(MeasureTest, HasNoValueBeforeItIsWhole) {
    EXPECT_EQ(valueOf({MeasureKind::Length, {{1, 2, 3}}}), 0);
    EXPECT_EQ(valueOf({MeasureKind::Angle, {{1, 2, 3}, {4, 5, 6}}}), 0);
    EXPECT_DOUBLE_EQ(valueOf({MeasureKind::Length, {{0, 0, 0}, {3, 4, 0}}}), 5);
    EXPECT_DOUBLE_EQ(valueOf({MeasureKind::Angle, {{1, 0, 0}, {0, 0, 0}, {0, 1, 0}}}), 90);
}

} // namespace
} // namespace laurel
