#include "laurel/imaging/resampling.h"

#include "support/expect_error.h"
#include "support/random_grids.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace laurel {
namespace {

using Plane = std::vector<float>;
using Labels = std::vector<std::uint16_t>;

/// Bilinear interpolation by its formula; positions within the centres only.
double bilinear(const Plane& plane, PlaneSize size, double row, double column) {
    double sum = 0;
    for (std::int64_t r = 0; r < size.rows; ++r) {
        for (std::int64_t c = 0; c < size.columns; ++c) {
            const double weight = std::max(0.0, 1 - std::abs(row - static_cast<double>(r))) *
                                  std::max(0.0, 1 - std::abs(column - static_cast<double>(c)));
            sum += weight * plane[r * size.columns + c];
        }
    }
    return sum;
}

TEST(ResamplePlane, IdentityMirrorAndShift) {
    const Plane plane{1, 2, 3, 4, 5, 6};
    EXPECT_EQ(resamplePlaneLinear(plane, {2, 3}, {}, {2, 3}), plane);
    EXPECT_EQ(resamplePlaneLinear(plane, {2, 3}, {0, 1, 2, -1}, {2, 3}), (Plane{3, 2, 1, 6, 5, 4}));
    EXPECT_EQ(resamplePlaneLinear(plane, {2, 3}, {-1, 1, 1, 1}, {3, 3}, -7),
              (Plane{-7, -7, -7, 2, 3, -7, 5, 6, -7}));
    const Labels labels{1, 2, 3, 4, 5, 60000};
    EXPECT_EQ(resamplePlaneNearest(labels, {2, 3}, {}, {2, 3}), labels);
    EXPECT_EQ(resamplePlaneNearest(labels, {2, 3}, {1, -1, 2, -1}, {2, 3}),
              (Labels{60000, 5, 4, 3, 2, 1}));
    EXPECT_EQ(resamplePlaneNearest(labels, {2, 3}, {-1, 1, 1, 1}, {3, 3}),
              (Labels{0, 0, 0, 2, 3, 0, 5, 60000, 0}));
}

TEST(ResamplePlane, IsBilinearForStepsUpToOne) {
    Random random(81);
    const PlaneSize size{9, 11};
    Plane plane(99);
    for (float& value : plane) {
        value = static_cast<float>(random.uniform(-1, 1));
    }
    for (int trial = 0; trial < 50; ++trial) {
        const PlaneSampling sampling{random.uniform(3.5, 4.5), random.uniform(-1, 1),
                                     random.uniform(4.5, 5.5), random.uniform(-1, 1)};
        const Plane result = resamplePlaneLinear(plane, size, sampling, {4, 5});
        for (int r = 0; r < 4; ++r) {
            for (int c = 0; c < 5; ++c) {
                EXPECT_NEAR(result[r * 5 + c],
                            bilinear(plane, size, sampling.rowStart + r * sampling.rowStep,
                                     sampling.columnStart + c * sampling.columnStep),
                            1e-5);
            }
        }
    }
}

TEST(ResamplePlane, AveragesBlocksWhenItShrinks) {
    Plane plane(6 * 4);
    std::iota(plane.begin(), plane.end(), 0.0F);
    // Blocks of 2 rows × 3 columns are the boxes around (0.5, 1), (2.5, 1).
    const Plane result = resamplePlaneLinear(plane, {4, 6}, {0.5, 2, 1, 3}, {2, 2});
    EXPECT_FLOAT_EQ(result[0], (0 + 1 + 2 + 6 + 7 + 8) / 6.0F);
    EXPECT_FLOAT_EQ(result[1], (3 + 4 + 5 + 9 + 10 + 11) / 6.0F);
    EXPECT_FLOAT_EQ(result[2], (12 + 13 + 14 + 18 + 19 + 20) / 6.0F);
    EXPECT_FLOAT_EQ(result[3], (15 + 16 + 17 + 21 + 22 + 23) / 6.0F);
    // A box of 1.5 pixels around 1 covers pixel 1 and a quarter of each neighbour.
    const Plane line{0, 10, 40, 0};
    EXPECT_FLOAT_EQ(resamplePlaneLinear(line, {1, 4}, {0, 1, 1, 1.5}, {1, 1})[0],
                    (0.25F * 0 + 10 + 0.25F * 40) / 1.5F);
}

TEST(ResamplePlane, KeepsAConstantUpToItsBorder) {
    Random random(82);
    const Plane plane(7 * 5, 42);
    for (int trial = 0; trial < 100; ++trial) {
        const PlaneSampling sampling{random.uniform(-3, 3), random.uniform(0.1, 3),
                                     random.uniform(3, 8), random.uniform(-3, -0.1)};
        const Plane result = resamplePlaneLinear(plane, {7, 5}, sampling, {6, 6}, -5);
        for (int r = 0; r < 6; ++r) {
            for (int c = 0; c < 6; ++c) {
                const double row = sampling.rowStart + r * sampling.rowStep;
                const double column = sampling.columnStart + c * sampling.columnStep;
                const bool inside = row > -0.5 && row < 6.5 && column > -0.5 && column < 4.5;
                EXPECT_FLOAT_EQ(result[r * 6 + c], inside ? 42 : -5);
            }
        }
    }
}

TEST(ResamplePlane, NearestFollowsRounding) {
    const Labels labels{1, 2, 3, 4};
    EXPECT_EQ(resamplePlaneNearest(labels, {1, 4}, {0, 1, -0.4, 0.6}, {1, 7}),
              (Labels{1, 1, 2, 2, 3, 4, 4})); // -0.4 0.2 0.8 1.4 2 2.6 3.2
    EXPECT_EQ(resamplePlaneNearest(labels, {1, 4}, {0, 1, 0.5, 1}, {1, 3}), (Labels{1, 2, 3}));
}

TEST(ResamplePlane, RefusesNonsense) {
    const Plane plane(6);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto sample = [&](PlaneSize size, PlaneSampling sampling, PlaneSize outSize) {
        return [=] { resamplePlaneLinear(plane, size, sampling, outSize); };
    };
    expectError(ErrorCode::InvalidArgument, "does not hold 6", sample({2, 2}, {}, {1, 1}));
    expectError(ErrorCode::InvalidArgument, "steps", sample({2, 3}, {0, 0, 0, 1}, {1, 1}));
    expectError(ErrorCode::InvalidArgument, "steps", sample({2, 3}, {nan, 1, 0, 1}, {1, 1}));
    expectError(ErrorCode::InvalidArgument, "pixel", sample({2, 3}, {}, {0, 1}));
    // Positions far beyond what an integer holds are merely outside.
    EXPECT_EQ(resamplePlaneLinear(plane, {2, 3}, {1e300, 1, 0, 1}, {1, 1}, 9), Plane{9});
    EXPECT_EQ(resamplePlaneLinear(plane, {2, 3}, {0, 1e300, 0, 1}, {2, 1}, 9), (Plane{0, 9}));
}

} // namespace
} // namespace laurel
