#include "laurel/imaging/geometry.h"

#include "support/expect_error.h"
#include "support/random_grids.h"

#include <cmath>
#include <limits>

namespace laurel {
namespace {

void expectNear(const WorldPoint& a, const WorldPoint& b, double tolerance) {
    EXPECT_NEAR(a.x, b.x, tolerance);
    EXPECT_NEAR(a.y, b.y, tolerance);
    EXPECT_NEAR(a.z, b.z, tolerance);
}

TEST(Geometry, PlacesVoxelCentresByHandCalculation) {
    // Index x runs to posterior, y to superior, z to the left: a sagittal acquisition.
    const Geometry geometry({4, 5, 6}, {0.5, 2, 3}, {10, -20, 30}, {0, 0, 1, 1, 0, 0, 0, 1, 0});
    const WorldPoint point = geometry.toWorld(VoxelIndex{2, 3, 4});
    EXPECT_DOUBLE_EQ(point.x, 10 + 4 * 3);
    EXPECT_DOUBLE_EQ(point.y, -20 + 2 * 0.5);
    EXPECT_DOUBLE_EQ(point.z, 30 + 3 * 2);
    EXPECT_DOUBLE_EQ(geometry.voxelVolume(), 3);
    EXPECT_EQ(geometry.describe(), "4×5×6 voxels of 0.5×2×3 mm");
}

TEST(Geometry, RoundTripsThroughWorldForObliqueGrids) {
    Random random(11);
    for (int trial = 0; trial < 500; ++trial) {
        const Geometry geometry = randomGeometry(random, randomSize(random, 300));
        const ContinuousIndex index{random.uniform(-50, 350), random.uniform(-50, 350),
                                    random.uniform(-50, 350)};
        const WorldPoint point = geometry.toWorld(index);
        const ContinuousIndex back = geometry.toIndex(point);
        EXPECT_NEAR(back.x, index.x, 1e-8);
        EXPECT_NEAR(back.y, index.y, 1e-8);
        EXPECT_NEAR(back.z, index.z, 1e-8);
        expectNear(geometry.toWorld(back), point, 1e-8);
    }
}

TEST(Geometry, KeepsDistances) {
    Random random(12);
    for (int trial = 0; trial < 100; ++trial) {
        const Geometry geometry = randomGeometry(random, {10, 10, 10});
        const WorldPoint a = geometry.toWorld(VoxelIndex{1, 2, 3});
        const WorldPoint b = geometry.toWorld(VoxelIndex{5, 0, 9});
        const auto& s = geometry.spacing();
        EXPECT_NEAR(std::hypot(a.x - b.x, a.y - b.y, a.z - b.z),
                    std::hypot(4 * s[0], 2 * s[1], 6 * s[2]), 1e-9);
    }
}

TEST(Geometry, RemovesRoundingOfADirection) {
    // Six decimals, as DICOM headers carry them.
    const Geometry geometry({2, 2, 2}, {1, 1, 1}, {},
                            {0.999391, -0.034899, 0, 0.034899, 0.999391, 0, 0, 0, 1});
    const Matrix3& d = geometry.direction();
    for (int a = 0; a < 3; ++a) {
        for (int b = 0; b < 3; ++b) {
            const double product = d[a] * d[b] + d[3 + a] * d[3 + b] + d[6 + a] * d[6 + b];
            EXPECT_NEAR(product, a == b ? 1 : 0, 1e-14);
        }
    }
    EXPECT_NEAR(d[0], 0.999391, 1e-5);
}

TEST(Geometry, OffsetsRunXFastest) {
    const Geometry geometry({3, 4, 5}, {1, 1, 1});
    EXPECT_EQ(geometry.offset({1, 0, 0}), 1U);
    EXPECT_EQ(geometry.offset({0, 1, 0}), 3U);
    EXPECT_EQ(geometry.offset({0, 0, 1}), 12U);
    EXPECT_EQ(geometry.offset({2, 3, 4}), 59U);
    EXPECT_TRUE(geometry.contains({2, 3, 4}));
    EXPECT_FALSE(geometry.contains({3, 0, 0}));
    EXPECT_FALSE(geometry.contains({0, -1, 0}));
    EXPECT_FALSE(geometry.contains({0, 0, 5}));
}

TEST(Geometry, ComparesGridsByTheirCorners) {
    const GridSize size{100, 100, 10};
    const Geometry geometry(size, {1, 1, 5}, {0, 0, 0});
    EXPECT_TRUE(geometry.sameGridAs(Geometry(size, {1, 1, 5}, {0.0005, 0, 0})));
    EXPECT_FALSE(geometry.sameGridAs(Geometry(size, {1, 1, 5}, {0.01, 0, 0})));
    EXPECT_FALSE(geometry.sameGridAs(Geometry(size, {1.001, 1, 5}))); // 0.1 voxel at the far end
    EXPECT_FALSE(geometry.sameGridAs(Geometry({100, 100, 9}, {1, 1, 5})));
    EXPECT_FALSE(geometry.sameGridAs(Geometry(size, {1, 1, 5}, {}, {-1, 0, 0, 0, 1, 0, 0, 0, 1})));
}

TEST(Geometry, NamesWhatItRefuses) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const auto refused = [](const std::string& text, GridSize size, std::array<double, 3> spacing,
                            WorldPoint origin = {}, Matrix3 direction = identityMatrix) {
        expectError(ErrorCode::InvalidInput, text,
                    [&] { Geometry(size, spacing, origin, direction); });
    };
    refused("size along axis 1", {1, 0, 1}, {1, 1, 1});
    refused("size along axis 0", {-5, 1, 1}, {1, 1, 1});
    refused("size along axis 2", {1, 1, 65536}, {1, 1, 1});
    refused("2^34", {65535, 65535, 65535}, {1, 1, 1});
    refused("spacing", {1, 1, 1}, {1, 0, 1});
    refused("spacing", {1, 1, 1}, {1, -1, 1});
    refused("spacing", {1, 1, 1}, {nan, 1, 1});
    refused("spacing", {1, 1, 1}, {1, 1, infinity});
    refused("origin", {1, 1, 1}, {1, 1, 1}, {0, nan, 0});
    refused("origin", {1, 1, 1}, {1, 1, 1}, {0, 0, 2e6});
    refused("length 1", {1, 1, 1}, {1, 1, 1}, {}, {2, 0, 0, 0, 1, 0, 0, 0, 1});
    refused("length 1", {1, 1, 1}, {1, 1, 1}, {}, {nan, 0, 0, 0, 1, 0, 0, 0, 1});
    refused("length 1", {1, 1, 1}, {1, 1, 1}, {}, {0, 0, 0, 0, 0, 0, 0, 0, 0});
    const double c = std::cos(0.1);
    const double s = std::sin(0.1);
    refused("sheared", {1, 1, 1}, {1, 1, 1}, {}, {1, s, 0, 0, c, 0, 0, 0, 1});
    refused("sheared", {1, 1, 1}, {1, 1, 1}, {}, {1, 0, 1, 0, 1, 0, 0, 0, 0});
}

} // namespace
} // namespace laurel
