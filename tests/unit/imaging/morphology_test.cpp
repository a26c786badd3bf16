#include "laurel/imaging/masks.h"

#include "support/expect_error.h"
#include "support/random_grids.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {
namespace {

struct Trial {
    GridSize size;
    std::array<double, 3> spacing;
    double radius = 0;
    Mask mask;
};

/// Blobs with speckles, some touching the border.
std::vector<Trial> randomTrials(std::uint64_t seed) {
    Random random(seed);
    std::vector<Trial> trials;
    for (int i = 0; i < 60; ++i) {
        Trial trial{randomSize(random, 14), randomSpacing(random), random.uniform(0, 8), {}};
        if (i % 3 == 0) {
            trial.spacing = {1, 1, 1};
            trial.radius = random.integer(0, 3); // voxels that lie exactly on the ball's surface
        }
        trial.mask = randomBlobs(random, trial.size, 3, 6);
        const Mask speckles = randomMask(random, trial.size, 0.05);
        for (std::size_t at = 0; at < speckles.size(); ++at) {
            trial.mask[at] ^= speckles[at];
        }
        trials.push_back(trial);
    }
    return trials;
}

Mask complementOf(const Mask& mask) {
    Mask result(mask.size());
    std::transform(mask.begin(), mask.end(), result.begin(),
                   [](std::uint8_t value) { return std::uint8_t{value == 0}; });
    return result;
}

bool isWithin(const Mask& inner, const Mask& outer) {
    return std::equal(inner.begin(), inner.end(), outer.begin(),
                      [](std::uint8_t a, std::uint8_t b) { return a <= b; });
}

TEST(Dilate, AddsTheBall) {
    Mask mask(7 * 7);
    mask[3 + 7 * 3] = 1;
    // Offsets within 2: the disc of 13 pixels.
    // clang-format off
    const Mask disc{0, 0, 0, 0, 0, 0, 0,
                    0, 0, 0, 1, 0, 0, 0,
                    0, 0, 1, 1, 1, 0, 0,
                    0, 1, 1, 1, 1, 1, 0,
                    0, 0, 1, 1, 1, 0, 0,
                    0, 0, 0, 1, 0, 0, 0,
                    0, 0, 0, 0, 0, 0, 0};
    // clang-format on
    EXPECT_EQ(dilate(mask, {7, 7, 1}, {1, 1, 1}, 2), disc);
    // With pixels of 1 × 2 mm the same 2 mm reach one pixel along y.
    const Mask flat = dilate(mask, {7, 7, 1}, {1, 2, 1}, 2);
    EXPECT_EQ(std::count(flat.begin(), flat.end(), 1), 5 + 2);
}

TEST(Erode, KeepsWhatTouchesTheGridsBorder) {
    const Mask full(5 * 5, 1);
    EXPECT_EQ(erode(full, {5, 5, 1}, {1, 1, 1}, 3), full);
    Mask notched = full;
    notched[0] = 0;
    const Mask eroded = erode(notched, {5, 5, 1}, {1, 1, 1}, 1);
    EXPECT_EQ(std::count(eroded.begin(), eroded.end(), 1), 25 - 3);
}

TEST(Erode, IsTheComplementOfTheDilatedComplement) {
    for (const Trial& t : randomTrials(51)) {
        EXPECT_EQ(erode(t.mask, t.size, t.spacing, t.radius),
                  complementOf(dilate(complementOf(t.mask), t.size, t.spacing, t.radius)));
    }
}

TEST(OpenAndClose, AreIdempotentAndOrdered) {
    for (const Trial& t : randomTrials(52)) {
        const Mask opened = open(t.mask, t.size, t.spacing, t.radius);
        EXPECT_TRUE(isWithin(opened, t.mask));
        EXPECT_EQ(open(opened, t.size, t.spacing, t.radius), opened);
        const Mask closed = close(t.mask, t.size, t.spacing, t.radius);
        EXPECT_TRUE(isWithin(t.mask, closed));
        EXPECT_EQ(close(closed, t.size, t.spacing, t.radius), closed);
    }
}

TEST(Morphology, OfRadiusZeroChangesNothing) {
    for (const Trial& t : randomTrials(53)) {
        EXPECT_EQ(dilate(t.mask, t.size, t.spacing, 0), t.mask);
        EXPECT_EQ(erode(t.mask, t.size, t.spacing, 0), t.mask);
    }
}

TEST(Morphology, LeavesEmptyEmptyAndFullFull) {
    const GridSize size{4, 3, 2};
    const Mask empty(24);
    const Mask full(24, 1);
    for (const auto operation : {&dilate, &erode, &open, &close}) {
        EXPECT_EQ(operation(empty, size, {1, 1, 1}, 2), empty);
        EXPECT_EQ(operation(full, size, {1, 1, 1}, 2), full);
    }
}

TEST(Morphology, RefusesANegativeOrInfiniteRadius) {
    const Mask mask(4);
    for (const double radius : {-1.0, std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::quiet_NaN()}) {
        expectError(ErrorCode::InvalidArgument, "radius", [&] {
            dilate(mask, {2, 2, 1}, {1, 1, 1}, radius);
        });
        expectError(ErrorCode::InvalidArgument, "radius", [&] {
            erode(mask, {2, 2, 1}, {1, 1, 1}, radius);
        });
    }
}

} // namespace
} // namespace laurel
