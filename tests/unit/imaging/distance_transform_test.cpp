#include "laurel/imaging/masks.h"

#include "support/expect_error.h"
#include "support/random_grids.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {
namespace {

struct Case {
    GridSize size;
    std::array<double, 3> spacing;
};

double distanceBetween(std::int64_t a, std::int64_t b, const Case& grid) {
    const GridSize& n = grid.size;
    const auto step = [&](std::int64_t difference, int axis) {
        return static_cast<double>(difference) * grid.spacing[axis];
    };
    return std::hypot(step(a % n.x - b % n.x, 0), step(a / n.x % n.y - b / n.x % n.y, 1),
                      step(a / (n.x * n.y) - b / (n.x * n.y), 2));
}

double nearestByBruteForce(const Mask& mask, std::int64_t at, const Case& grid) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::int64_t other = 0; other < std::ssize(mask); ++other) {
        if (mask[other] != 0) {
            nearest = std::min(nearest, distanceBetween(at, other, grid));
        }
    }
    return nearest;
}

void compareWithBruteForce(const Mask& mask, const Case& grid) {
    const auto distances = distanceTransform(mask, grid.size, grid.spacing);
    const auto nearest = nearestForeground(mask, grid.size, grid.spacing);
    ASSERT_EQ(distances.size(), mask.size());
    ASSERT_EQ(nearest.size(), mask.size());
    for (std::int64_t at = 0; at < std::ssize(mask); ++at) {
        const double expected = nearestByBruteForce(mask, at, grid);
        if (std::isinf(expected)) {
            EXPECT_EQ(distances[at], std::numeric_limits<float>::infinity());
            EXPECT_EQ(nearest[at], -1);
            continue;
        }
        EXPECT_NEAR(distances[at], expected, 1e-6 * expected) << "at " << at;
        ASSERT_GE(nearest[at], 0);
        EXPECT_NE(mask[nearest[at]], 0);
        EXPECT_NEAR(distanceBetween(at, nearest[at], grid), expected, 1e-6 * expected);
    }
}

TEST(DistanceTransform, EqualsBruteForceOnRandomMasks) {
    Random random(31);
    for (int trial = 0; trial < 200; ++trial) {
        const Case grid{randomSize(random, 12), randomSpacing(random)};
        const double density = trial % 2 == 0 ? 0.03 : random.uniform();
        compareWithBruteForce(randomMask(random, grid.size, density), grid);
    }
}

TEST(DistanceTransform, EqualsBruteForceInAPlane) {
    Random random(32);
    for (int trial = 0; trial < 30; ++trial) {
        // Wider than one block of lines, and not a multiple of it.
        const Case grid{{37, 20, 1}, {random.uniform(0.5, 2), random.uniform(0.5, 2), 5}};
        compareWithBruteForce(randomMask(random, grid.size, 0.02), grid);
    }
}

TEST(DistanceTransform, EqualsBruteForceOnLines) {
    Random random(33);
    for (int trial = 0; trial < 20; ++trial) {
        compareWithBruteForce(randomMask(random, {50, 1, 1}, 0.1), {{50, 1, 1}, {0.7, 1, 1}});
        compareWithBruteForce(randomMask(random, {1, 50, 1}, 0.1), {{1, 50, 1}, {1, 0.7, 1}});
        compareWithBruteForce(randomMask(random, {1, 1, 50}, 0.1), {{1, 1, 50}, {1, 1, 0.7}});
    }
}

TEST(DistanceTransform, KnowsEmptyAndFull) {
    const Case grid{{5, 4, 3}, {1, 2, 3}};
    compareWithBruteForce(Mask(60), grid);
    compareWithBruteForce(Mask(60, 255), grid);
}

TEST(DistanceTransform, GivesMillimetres) {
    Mask mask(4 * 5 * 3);
    mask[0] = 1;
    const auto distances = distanceTransform(mask, {4, 5, 3}, {3, 1, 2});
    EXPECT_FLOAT_EQ(distances[1], 3);
    EXPECT_FLOAT_EQ(distances[4], 1);
    EXPECT_FLOAT_EQ(distances[20], 2);
    EXPECT_FLOAT_EQ(distances[1 + 4 * 4], 5);            // 3, 4
    EXPECT_FLOAT_EQ(distances[1 + 20 * 1], 3.60555128F); // sqrt(13)
}

TEST(DistanceTransform, RefusesAMaskOfAnotherSize) {
    const Mask mask(10);
    expectError(ErrorCode::InvalidArgument, "3×3×1 voxels does not hold 10", [&] {
        distanceTransform(mask, {3, 3, 1}, {1, 1, 1});
    });
    expectError(ErrorCode::InvalidArgument, "10", [&] {
        nearestForeground(mask, {-2, -5, 1}, {1, 1, 1});
    });
}

} // namespace
} // namespace laurel
