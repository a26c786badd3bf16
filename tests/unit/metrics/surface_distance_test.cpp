#include "laurel/metrics/surface_distance.h"

#include "laurel/metrics/percentile.h"

#include "support/expect_error.h"
#include "support/random_grids.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace laurel {
namespace {

// numpy.percentile([1, 2, 4, 8], [0, 5, 25, 50, 95, 100])
TEST(Percentile, IsNumpysLinearDefinition) {
    const std::vector<float> values{1, 2, 4, 8};
    EXPECT_DOUBLE_EQ(percentile(values, 0), 1);
    EXPECT_DOUBLE_EQ(percentile(values, 5), 1.15);
    EXPECT_DOUBLE_EQ(percentile(values, 25), 1.75);
    EXPECT_DOUBLE_EQ(percentile(values, 50), 3);
    EXPECT_DOUBLE_EQ(percentile(values, 95), 7.4);
    EXPECT_DOUBLE_EQ(percentile(values, 100), 8);
    EXPECT_DOUBLE_EQ(percentile(std::vector<float>{3}, 95), 3);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    expectError(ErrorCode::InvalidArgument, "percentile", [] { percentile({}, 50); });
    expectError(ErrorCode::InvalidArgument, "percentile", [&] { percentile(values, 100.1); });
    expectError(ErrorCode::InvalidArgument, "percentile", [&] { percentile(values, -1); });
    expectError(ErrorCode::InvalidArgument, "percentile", [&] { percentile(values, nan); });
}

TEST(Surface, IsForegroundBesideSomethingElse) {
    // clang-format off
    const Mask mask{1, 1, 1, 0, 0,
                    1, 1, 1, 1, 0,
                    1, 1, 1, 0, 0};
    const Mask surface{1, 1, 1, 0, 0, // the grid's border counts as outside
                       1, 0, 0, 1, 0,
                       1, 1, 1, 0, 0};
    // clang-format on
    EXPECT_EQ(surfaceOf(mask, {5, 3, 1}), surface);
    // In a stack of two such slices every voxel lies on the border.
    Mask stack(mask);
    stack.insert(stack.end(), mask.begin(), mask.end());
    EXPECT_EQ(surfaceOf(stack, {5, 3, 2}), stack);
    EXPECT_EQ(surfaceOf(Mask{1}, {1, 1, 1}), Mask{1});
}

TEST(SurfaceDistances, OfEqualMasksAreZero) {
    Random random(91);
    for (int trial = 0; trial < 20; ++trial) {
        Mask mask = randomBlobs(random, {10, 9, 8}, 3, 4);
        mask[5] = 1;
        const SurfaceDistances distances = surfaceDistances(mask, mask, {10, 9, 8}, {1, 2, 3});
        EXPECT_EQ(distances.hausdorff95, 0);
        EXPECT_EQ(distances.averageSymmetric, 0);
    }
}

TEST(SurfaceDistances, BetweenTwoVoxelsIsTheirDistance) {
    Mask first(5 * 5 * 5);
    Mask second(first);
    first[0] = 1;
    second[3 + 5 * 2 + 25 * 1] = 1;
    const SurfaceDistances distances = surfaceDistances(first, second, {5, 5, 5}, {1, 2, 12});
    EXPECT_FLOAT_EQ(static_cast<float>(distances.hausdorff95), 13); // 3, 4, 12
    EXPECT_FLOAT_EQ(static_cast<float>(distances.averageSymmetric), 13);
}

TEST(SurfaceDistances, OfALineAndItsBeginningByHand) {
    // Pixels 2 mm apart; from the line to its beginning 0 0 2 4 6 8, back 0 0.
    const Mask line{1, 1, 1, 1, 1, 1, 0, 0};
    const Mask beginning{1, 1, 0, 0, 0, 0, 0, 0};
    Mask linePlane(24);
    Mask beginningPlane(24);
    std::copy(line.begin(), line.end(), linePlane.begin() + 8);
    std::copy(beginning.begin(), beginning.end(), beginningPlane.begin() + 8);
    const SurfaceDistances distances =
        surfaceDistances(linePlane, beginningPlane, {8, 3, 1}, {2, 1, 1});
    EXPECT_DOUBLE_EQ(distances.hausdorff95, 7.5); // rank 4.75 of 0 0 2 4 6 8
    EXPECT_DOUBLE_EQ(distances.averageSymmetric, 20.0 / 8);
}

/// All pairs of surface voxels, without a distance transform.
SurfaceDistances byBruteForce(const Mask& first, const Mask& second, const GridSize& size,
                              const std::array<double, 3>& spacing) {
    const auto points = [&](const Mask& surface) {
        std::vector<std::array<double, 3>> result;
        for (std::int64_t at = 0; at < std::ssize(surface); ++at) {
            if (surface[at] != 0) {
                const std::int64_t slice = at / (size.x * size.y);
                const std::int64_t row = at / size.x % size.y;
                result.push_back({static_cast<double>(at % size.x) * spacing[0],
                                  static_cast<double>(row) * spacing[1],
                                  static_cast<double>(slice) * spacing[2]});
            }
        }
        return result;
    };
    const auto directed = [](const auto& from, const auto& to) {
        std::vector<float> result;
        for (const auto& a : from) {
            double nearest = std::numeric_limits<double>::infinity();
            for (const auto& b : to) {
                nearest = std::min(nearest, std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
            }
            result.push_back(static_cast<float>(nearest));
        }
        std::sort(result.begin(), result.end());
        return result;
    };
    const auto a = points(surfaceOf(first, size));
    const auto b = points(surfaceOf(second, size));
    const auto forward = directed(a, b);
    const auto backward = directed(b, a);
    const double sum = std::accumulate(forward.begin(), forward.end(), 0.0) +
                       std::accumulate(backward.begin(), backward.end(), 0.0);
    return {std::max(percentile(forward, 95), percentile(backward, 95)),
            sum / static_cast<double>(forward.size() + backward.size())};
}

TEST(SurfaceDistances, EqualBruteForceOnRandomMasks) {
    Random random(92);
    for (int trial = 0; trial < 80; ++trial) {
        const GridSize size{random.integer(2, 12), random.integer(2, 12),
                            trial % 4 == 0 ? 1 : random.integer(2, 12)};
        const auto spacing = randomSpacing(random);
        Mask first = randomBlobs(random, size, 2, 5);
        Mask second = randomBlobs(random, size, 2, 5);
        first[0] = 1; // neither is empty
        second.back() = 1;
        const SurfaceDistances expected = byBruteForce(first, second, size, spacing);
        const SurfaceDistances actual = surfaceDistances(first, second, size, spacing);
        EXPECT_NEAR(actual.hausdorff95, expected.hausdorff95, 1e-5);
        EXPECT_NEAR(actual.averageSymmetric, expected.averageSymmetric, 1e-5);
        const SurfaceDistances swapped = surfaceDistances(second, first, size, spacing);
        EXPECT_DOUBLE_EQ(swapped.hausdorff95, actual.hausdorff95);
        EXPECT_NEAR(swapped.averageSymmetric, actual.averageSymmetric, 1e-12);
    }
}

TEST(SurfaceDistances, RefuseEmptyMasksAndOtherSizes) {
    const Mask empty(8);
    Mask one(8);
    one[3] = 1;
    expectError(ErrorCode::InvalidArgument, "empty", [&] {
        surfaceDistances(empty, one, {2, 2, 2}, {1, 1, 1});
    });
    expectError(ErrorCode::InvalidArgument, "empty", [&] {
        surfaceDistances(one, empty, {2, 2, 2}, {1, 1, 1});
    });
    expectError(ErrorCode::InvalidArgument, "8 voxels", [&] {
        surfaceDistances(one, one, {2, 2, 3}, {1, 1, 1});
    });
}

} // namespace
} // namespace laurel
