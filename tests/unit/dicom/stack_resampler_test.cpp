#include "laurel/base/random.h"
#include "series_layout.h"
#include "slice_headers.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

double ramp(const WorldPoint& at) {
    return 3 * at.x - 2 * at.y + 0.5 * at.z;
}

WorldPoint pixelPlace(const SliceHeader& slice, std::int64_t x, std::int64_t y) {
    const auto& o = *slice.orientation;
    const auto& p = *slice.position;
    const double right = static_cast<double>(x) * (*slice.pixelSpacing)[1];
    const double down = static_cast<double>(y) * (*slice.pixelSpacing)[0];
    return {p[0] + o[0] * right + o[3] * down, p[1] + o[1] * right + o[4] * down,
            p[2] + o[2] * right + o[5] * down};
}

/// Slices whose pixels are the ramp at their own places, by the headers.
std::vector<float> rampOn(const std::vector<SliceHeader>& slices) {
    std::vector<float> values;
    for (const SliceHeader& slice : slices) {
        for (std::int64_t y = 0; y < slice.rows; ++y) {
            for (std::int64_t x = 0; x < slice.columns; ++x) {
                values.push_back(static_cast<float>(ramp(pixelPlace(slice, x, y))));
            }
        }
    }
    return values;
}

/// Linear interpolation leaves a linear image as it is, wherever there is something to interpolate.
/// @return how many voxels that was
std::size_t expectRampKept(const SeriesLayout& layout) {
    constexpr float outside = -12345;
    const IrregularStack& stack = *layout.irregular;
    const auto values =
        resampleStack<float>(stack, layout.info.size, rampOn(layout.slices), outside, {});
    const GridSize size = stack.grid.size();
    EXPECT_EQ(values.size(), static_cast<std::size_t>(size.voxels()));
    std::size_t covered = 0;
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x) {
                const float value = values[stack.grid.offset({x, y, z})];
                // Between a slice and one that does not reach there, the outside is mixed in.
                if (value > -1000) {
                    EXPECT_NEAR(value, ramp(stack.grid.toWorld(VoxelIndex{x, y, z})), 0.02);
                    ++covered;
                }
            }
        }
    }
    return covered;
}

std::vector<SliceHeader> largeStack(const std::vector<double>& heights) {
    std::vector<SliceHeader> slices = stackAt(heights);
    for (SliceHeader& slice : slices) {
        slice.columns = 24;
        slice.rows = 30;
    }
    return slices;
}

TEST(StackResampler, ATiltedGantryIsStraightenedWithoutMovingAnything) {
    Random random(1);
    for (int round = 0; round < 20; ++round) {
        const double tilt = random.uniform(0.05, 0.4);
        const double turn = random.uniform(-0.3, 0.3);
        std::vector<SliceHeader> slices = largeStack({0, 3, 6, 9, 12});
        for (SliceHeader& slice : slices) {
            slice.orientation = {std::cos(turn),
                                 std::sin(turn),
                                 0,
                                 -std::sin(turn) * std::cos(tilt),
                                 std::cos(turn) * std::cos(tilt),
                                 -std::sin(tilt)};
        }
        const SeriesLayout layout = layOutSeries(slices);
        ASSERT_TRUE(layout.info.canResample());
        EXPECT_FALSE(layout.info.geometry);
        EXPECT_THAT(layout.info.problems, ElementsAre(HasSubstr("gantry tilt")));
        EXPECT_THAT(layout.irregular->interpolated, IsEmpty());
        EXPECT_NEAR(layout.irregular->grid.spacing()[2], 3 * std::cos(tilt), 1e-9);
        EXPECT_GT(expectRampKept(layout), 24U * 30U * 4U);
    }
}

TEST(StackResampler, MissingSlicesAreFilledAndNamed) {
    const SeriesLayout layout = layOutSeries(largeStack({0, 5, 10, 20, 35}));
    ASSERT_TRUE(layout.info.canResample());
    EXPECT_THAT(layout.irregular->interpolated, ElementsAre(3, 5, 6));
    EXPECT_THAT(layout.info.notes, ElementsAre(HasSubstr("3, 5, 6")));
    EXPECT_EQ(layout.info.resampled->size(), (GridSize{24, 30, 8}));
    EXPECT_EQ(expectRampKept(layout), 24U * 30U * 8U);
}

TEST(StackResampler, UnevenDistancesAreEvenedOut) {
    const SeriesLayout layout = layOutSeries(largeStack({0, 4, 9, 13, 19}));
    ASSERT_TRUE(layout.info.canResample());
    EXPECT_EQ(expectRampKept(layout), 24U * 30U * layout.info.resampled->size().z);
}

TEST(StackResampler, AcquiredSlicesKeepTheirSamples) {
    const SeriesLayout layout = layOutSeries(largeStack({0, 5, 10, 20}));
    const std::vector<float> source = rampOn(layout.slices);
    std::vector<std::uint16_t> stored(source.size());
    Random random(2);
    for (std::uint16_t& value : stored) {
        value = static_cast<std::uint16_t>(random.integer(0, 65535));
    }
    const auto values = resampleStack<std::uint16_t>(*layout.irregular, layout.info.size, stored,
                                                     std::uint16_t{0}, {});
    const std::size_t plane = 24 * 30;
    for (const auto& [from, to] : {std::pair{0, 0}, {1, 1}, {2, 2}, {3, 4}}) {
        EXPECT_TRUE(std::equal(stored.begin() + static_cast<std::ptrdiff_t>(from * plane),
                               stored.begin() + static_cast<std::ptrdiff_t>((from + 1) * plane),
                               values.begin() + static_cast<std::ptrdiff_t>(to * plane)));
    }
}

TEST(StackResampler, RefusesGridsOutOfProportion) {
    EXPECT_FALSE(layOutSeries(largeStack({0, 0.1, 500})).info.canResample());
    EXPECT_FALSE(layOutSeries(largeStack({0, 5, 5, 10})).info.canResample());
    std::vector<SliceHeader> apart = largeStack({0, 5, 10});
    (*apart[1].position)[0] = 5000;
    EXPECT_FALSE(layOutSeries(apart).info.canResample());
}

} // namespace
} // namespace laurel
