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

const std::string onRequest = "; it can be resampled onto a regular grid on request";

std::string problemOf(std::vector<SliceHeader> slices) {
    const SeriesInfo info = layOutSeries(std::move(slices)).info;
    EXPECT_EQ(info.geometry.has_value(), info.problems.empty());
    return info.problems.empty() ? "" : info.problems.front();
}

TEST(SeriesLayout, SortsByPositionAndDerivesTheGeometry) {
    const SeriesInfo info = layOutSeries(stackAt({30, 10, 20, 0})).info;
    ASSERT_TRUE(info.geometry);
    EXPECT_EQ(info.geometry->size(), (GridSize{4, 3, 4}));
    EXPECT_THAT(info.geometry->spacing(), ElementsAre(1.5, 2, 10));
    EXPECT_EQ(info.geometry->origin(), (WorldPoint{10, 20, 0}));
    EXPECT_EQ(info.geometry->direction(), identityMatrix);
    EXPECT_THAT(info.files, ElementsAre("slice_3", "slice_1", "slice_2", "slice_0"));
}

TEST(SeriesLayout, SlicesOfACoronalSeriesRunAlongTheNormal) {
    // Rows to the left, columns to the feet: the normal points to posterior (y).
    std::vector<SliceHeader> slices = stackAt({0, 0});
    for (SliceHeader& slice : slices) {
        slice.orientation = {1, 0, 0, 0, 0, -1};
    }
    slices[0].position = {0, -5, 100};
    slices[1].position = {0, -8, 100};
    const SeriesInfo info = layOutSeries(slices).info;
    ASSERT_TRUE(info.geometry);
    EXPECT_EQ(info.geometry->origin(), (WorldPoint{0, -8, 100}));
    EXPECT_THAT(info.geometry->direction(), ElementsAre(1, 0, 0, 0, 0, 1, 0, -1, 0));
    EXPECT_DOUBLE_EQ(info.geometry->spacing()[2], 3);
}

TEST(SeriesLayout, OneSliceTakesItsDeclaredThickness) {
    SliceHeader slice = sliceAt(5);
    EXPECT_DOUBLE_EQ(layOutSeries({slice}).info.geometry->spacing()[2], 1);
    slice.sliceThickness = 4;
    EXPECT_DOUBLE_EQ(layOutSeries({slice}).info.geometry->spacing()[2], 4);
    slice.sliceDistance = 5;
    EXPECT_DOUBLE_EQ(layOutSeries({slice}).info.geometry->spacing()[2], 5);
    EXPECT_THAT(layOutSeries({slice}).info.notes, ElementsAre(HasSubstr("5 mm")));
}

TEST(SeriesLayout, AcceptsRoundingOfPositions) {
    EXPECT_EQ(problemOf(stackAt({0, 3.33, 6.67, 10, 13.33})), "");
    std::vector<SliceHeader> drifting = stackAt({0, 5, 10});
    drifting[2].position = {10.2, 20, 10}; // a seventh of a pixel, sideways
    EXPECT_EQ(problemOf(drifting), "");
}

TEST(SeriesLayout, CountsMissingSlices) {
    EXPECT_EQ(problemOf(stackAt({0, 5, 10, 20, 35})),
              "missing slices: 3 of 8 at 5 mm distance" + onRequest);
}

TEST(SeriesLayout, RefusesUnevenSpacing) {
    EXPECT_EQ(problemOf(stackAt({0, 5, 10, 17})),
              "the distance between slices is uneven: 5 to 7 mm" + onRequest);
    EXPECT_EQ(problemOf(stackAt({0, 5, 900000})),
              "the distance between slices is uneven: 5 to 899995 mm");
}

TEST(SeriesLayout, TellsDuplicatesFromSeveralVolumes) {
    EXPECT_EQ(problemOf(stackAt({0, 5, 5, 10})), "duplicate positions: 4 images at 3 positions");
    EXPECT_EQ(problemOf(stackAt({0, 5, 10, 0, 5, 10})),
              "several volumes in one series: 2 images at each of 3 positions");
    EXPECT_EQ(problemOf(stackAt({7, 7})), "duplicate positions: 2 images at 1 positions");
}

TEST(SeriesLayout, MeasuresGantryTilt) {
    // The gantry tilted by 20 degrees, the table moved along z: sheared by the same angle.
    const double tilt = 20 * std::acos(-1) / 180;
    std::vector<SliceHeader> slices = stackAt({0, 5, 10, 15});
    for (SliceHeader& slice : slices) {
        slice.orientation = {1, 0, 0, 0, std::cos(tilt), -std::sin(tilt)};
    }
    EXPECT_THAT(problemOf(slices), HasSubstr("gantry tilt) by 20 degrees"));
}

TEST(SeriesLayout, RefusesMixedSlices) {
    const auto with = [](auto change) {
        std::vector<SliceHeader> slices = stackAt({0, 5, 10});
        change(slices[1]);
        return problemOf(slices);
    };
    EXPECT_THAT(with([](SliceHeader& s) { s.orientation = {0, 1, 0, 0, 0, -1}; }),
                HasSubstr("mixed orientations"));
    EXPECT_THAT(with([](SliceHeader& s) { s.rows = 5; }), HasSubstr("different sizes"));
    EXPECT_THAT(with([](SliceHeader& s) {
                    s.pixelSpacing = {2, 1.6};
                }),
                HasSubstr("different pixel spacings"));
    EXPECT_THAT(with([](SliceHeader& s) { s.position.reset(); }), HasSubstr("position"));
    EXPECT_THAT(with([](SliceHeader& s) { s.pixelSpacing.reset(); }), HasSubstr("pixel spacing"));
    EXPECT_THAT(with([](SliceHeader& s) { s.rescale.reset(); }), HasSubstr("rescale"));
    EXPECT_THAT(with([](SliceHeader& s) { s.frames = 8; }), HasSubstr("multi-frame"));
    EXPECT_THAT(with([](SliceHeader& s) { s.isMosaic = true; }), HasSubstr("mosaic"));
    EXPECT_THAT(with([](SliceHeader& s) { s.samplesPerPixel = 3; }), HasSubstr("colour"));
    EXPECT_THAT(with([](SliceHeader& s) { s.photometric = "XYZ"; }), HasSubstr("colour"));
    EXPECT_THAT(with([](SliceHeader& s) { s.bitsAllocated = 1; }), HasSubstr("bits"));
    EXPECT_THAT(with([](SliceHeader& s) { s.highBit = 11; }), HasSubstr("contradict"));
    EXPECT_THAT(with([](SliceHeader& s) { s.bitsStored = 0; }), HasSubstr("contradict"));
    EXPECT_THAT(with([](SliceHeader& s) { s.hasModalityTable = true; }), HasSubstr("look-up"));
    EXPECT_THAT(with([](SliceHeader& s) { s.rows = 0; }), HasSubstr("not images"));
}

TEST(SeriesLayout, RefusesImpossibleGeometry) {
    std::vector<SliceHeader> stretched = stackAt({0, 5});
    std::vector<SliceHeader> flat = stackAt({0, 5});
    for (int i = 0; i < 2; ++i) {
        stretched[i].orientation = {2, 0, 0, 0, 1, 0};
        flat[i].pixelSpacing = {0, 1};
    }
    EXPECT_THAT(problemOf(stretched), HasSubstr("direction"));
    EXPECT_THAT(problemOf(flat), HasSubstr("spacing"));
}

TEST(SeriesLayout, NotesInvertedDisplay) {
    std::vector<SliceHeader> slices = stackAt({0, 5});
    slices[0].photometric = slices[1].photometric = "MONOCHROME1";
    const SeriesInfo info = layOutSeries(slices).info;
    EXPECT_THAT(info.problems, IsEmpty());
    EXPECT_THAT(info.notes, ElementsAre(HasSubstr("MONOCHROME1")));
}

} // namespace
} // namespace laurel
