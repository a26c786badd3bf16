#include "laurel/base/error.h"

#include "laurel/edit/shape_interpolation.h"

#include "random_cases.h"
#include "support/mask_dice.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

Mask disc(const PlaneFrame& frame, const CurvePoint& centre, double radius) {
    Mask mask(static_cast<std::size_t>(frame.columns() * frame.rows()));
    for (std::int64_t row = 0; row < frame.rows(); ++row) {
        for (std::int64_t column = 0; column < frame.columns(); ++column) {
            const double distance =
                std::hypot(static_cast<double>(column) * frame.columnMm() - centre.x,
                           static_cast<double>(row) * frame.rowMm() - centre.y);
            mask[static_cast<std::size_t>(row * frame.columns() + column)] =
                distance <= radius ? 1 : 0;
        }
    }
    return mask;
}

TEST(ShapeInterpolation, ADiscThatGrowsIsADiscBetween) {
    const PlaneFrame frame(90, 70, 0.8, 1.1);
    const CurvePoint centre{35, 38};
    const ShapeBlend blend(disc(frame, centre, 10), disc(frame, centre, 26), frame);
    for (const double part : {0.25, 0.5, 0.75}) {
        EXPECT_GE(dice(blend.at(part), disc(frame, centre, 10 + 16 * part)), 0.98) << part;
    }
}

TEST(ShapeInterpolation, ADiscThatMovesFarStaysWhole) {
    const PlaneFrame frame(120, 120, 1, 1);
    const ShapeBlend blend(disc(frame, {25, 30}, 12), disc(frame, {85, 80}, 12), frame);
    EXPECT_GE(dice(blend.at(0.5), disc(frame, {55, 55}, 12)), 0.98);
}

TEST(ShapeInterpolation, TheEndsAreAsTheyWere) {
    Random random(31);
    for (int trial = 0; trial < 100; ++trial) {
        const PlaneFrame frame(random.integer(2, 40), random.integer(2, 40), 0.7, 1.2);
        const Mask from = randomBlobs(random, frame.size(), 4, 9);
        const Mask to = randomBlobs(random, frame.size(), 4, 9);
        const ShapeBlend blend(from, to, frame);
        ASSERT_EQ(blend.at(0), from) << trial;
        ASSERT_EQ(blend.at(1), to) << trial;
    }
}

/// Distances by looking at every voxel; shapes about one centre, so that none is moved.
TEST(ShapeInterpolation, OnePieceToTwoIsWhatDistancesSay) {
    const PlaneFrame frame(61, 41, 1, 1);
    const Mask from = disc(frame, {30, 20}, 14);
    Mask to = disc(frame, {18, 20}, 8);
    const Mask right = disc(frame, {42, 20}, 8);
    for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] |= right[i];
    }
    const auto signedDistance = [&](const Mask& mask, std::int64_t x, std::int64_t y) {
        const bool inside = mask[static_cast<std::size_t>(y * 61 + x)] != 0;
        double nearest = 1e9;
        for (std::int64_t v = 0; v < 41; ++v) {
            for (std::int64_t u = 0; u < 61; ++u) {
                if ((mask[static_cast<std::size_t>(v * 61 + u)] != 0) != inside) {
                    nearest = std::min(nearest, std::hypot(static_cast<double>(u - x),
                                                           static_cast<double>(v - y)));
                }
            }
        }
        return inside ? -nearest : nearest;
    };
    const Mask between = ShapeBlend(from, to, frame).at(0.5);
    for (std::int64_t y = 0; y < 41; ++y) {
        for (std::int64_t x = 0; x < 61; ++x) {
            const double sum = signedDistance(from, x, y) + signedDistance(to, x, y);
            if (std::abs(sum) > 1e-4) {
                ASSERT_EQ(between[static_cast<std::size_t>(y * 61 + x)] != 0, sum < 0)
                    << x << " " << y;
            }
        }
    }
}

TEST(ShapeInterpolation, FillsTheGapsOfEachAxis) {
    for (int axis = 0; axis < 3; ++axis) {
        LabelMap labels(Geometry({60, 60, 60}, {1, 1, 1}));
        labels.addSegment(segmentOf("A", 3));
        for (const std::int64_t slice : {4, 5, 12, 20}) {
            const PlaneFrame frame(labels.geometry(), {axis, slice});
            const Mask mask = disc(frame, {29, 31}, 8 + static_cast<double>(slice) / 2);
            for (std::int64_t i = 0; i < std::ssize(mask); ++i) {
                if (mask[static_cast<std::size_t>(i)] != 0) {
                    labels.set(frame.voxel(i % 60, i / 60), 3);
                }
            }
        }
        const auto gaps = gapsOf(labels, labels.segments()[0], axis);
        ASSERT_EQ(gaps, (std::vector<SliceGap>{{6, 11}, {13, 19}}));
        const auto slices = interpolated(labels, labels.segments()[0], axis, gaps[1]);
        ASSERT_EQ(slices.size(), 7U);
        for (const InterpolatedSlice& slice : slices) {
            const PlaneFrame frame(labels.geometry(), slice.plane);
            const double radius = 8 + static_cast<double>(slice.plane.index) / 2;
            EXPECT_GE(dice(slice.mask, disc(frame, {29, 31}, radius)), 0.95);
        }
    }
}

TEST(ShapeInterpolation, CanBeCancelled) {
    LabelMap labels(Geometry({8, 8, 8}, {1, 1, 1}));
    labels.addSegment(segmentOf("A", 1));
    labels.set({4, 4, 0}, 1);
    labels.set({4, 4, 7}, 1);
    CancellationSource source;
    source.cancel();
    EXPECT_THROW(interpolated(labels, labels.segments()[0], 2, {1, 6}, source.token()), Error);
}

} // namespace
} // namespace laurel
