#include "convex_hull.h"

#include "laurel/base/random.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace laurel {
namespace {

std::vector<PlanePoint> randomPoints(Random& random, int count) {
    std::vector<PlanePoint> points;
    points.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        points.push_back({random.uniform(-10, 10), random.uniform(-10, 10)});
    }
    return points;
}

/// The least distance over many points of each side.
double sampledDistance(const std::vector<PlanePoint>& polygon, PlanePoint point) {
    double nearest = 1e9;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const PlanePoint a = polygon[i];
        const PlanePoint b = polygon[(i + 1) % polygon.size()];
        for (int step = 0; step <= 2000; ++step) {
            const PlanePoint on = a + (step / 2000.0) * (b - a);
            nearest = std::min(nearest, std::hypot(point.x - on.x, point.y - on.y));
        }
    }
    return nearest;
}

TEST(ConvexHull, OfASquareWithPointsInsideAndOnItsSidesIsItsCorners) {
    const auto hull =
        convexHull({{0, 0}, {2, 0}, {2, 2}, {0, 2}, {1, 1}, {1, 0}, {2, 1}, {0.5, 1.5}});
    EXPECT_EQ(hull.size(), 4U);
}

TEST(ConvexHull, HoldsAllPoints) {
    Random random(3);
    for (int repeat = 0; repeat < 20; ++repeat) {
        const auto points = randomPoints(random, 60);
        const auto hull = convexHull(points);
        for (const PlanePoint& point : points) {
            EXPECT_LE(distanceToConvex(hull, point), 1e-9);
        }
    }
}

TEST(ConvexHull, DistanceAgreesWithSampling) {
    Random random(4);
    for (int repeat = 0; repeat < 10; ++repeat) {
        const auto hull = convexHull(randomPoints(random, 20));
        for (const PlanePoint& point : randomPoints(random, 20)) {
            const double distance = distanceToConvex(hull, 1.5 * point);
            EXPECT_NEAR(std::abs(distance), sampledDistance(hull, 1.5 * point), 0.01);
        }
    }
}

TEST(ConvexHull, DistanceIsNegativeInside) {
    const auto hull = convexHull({{0, 0}, {4, 0}, {4, 4}, {0, 4}});
    EXPECT_DOUBLE_EQ(distanceToConvex(hull, {1, 2}), -1);
    EXPECT_DOUBLE_EQ(distanceToConvex(hull, {7, 8}), 5);
}

} // namespace
} // namespace laurel
