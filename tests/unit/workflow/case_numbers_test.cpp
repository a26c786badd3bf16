#include "laurel/workflow/case_numbers.h"

#include "laurel/workflow/csv_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace laurel {
namespace {

/// 4 × 3 × 3 voxels of 10 × 10 × 5 mm: half a millilitre each. "a, b" is in two slices.
struct Measured {
    Measured() {
        std::vector<std::int16_t> pixels;
        for (std::int16_t value = 0; value < 36; ++value) {
            pixels.push_back(value);
        }
        labels.addSegment({"a, b", 1, 0, "", {}, ""});
        labels.addSegment({"empty", 2, 0, "", {}, ""});
        for (std::int64_t x = 0; x < 3; ++x) {
            labels.set({x, 0, 0}, 1); // values 0, 1, 2
        }
        labels.set({0, 1, 2}, 1); // value 28
        statistics = labelStatistics(Volume(grid, std::move(pixels)), labels);
    }

    Geometry grid{{4, 3, 3}, {10, 10, 5}};
    LabelMap labels{grid};
    std::vector<LabelStatistics> statistics;
    std::vector<SliceState> states{SliceState::Reviewed, SliceState::Empty, SliceState::InWork};
};

TEST(CaseNumbers, AreasAndReviewedSlices) {
    const Measured measured;
    EXPECT_DOUBLE_EQ(*largestAreaOf(measured.statistics[0], measured.grid), 3.0);
    EXPECT_EQ(largestAreaOf(measured.statistics[1], measured.grid), std::nullopt);
    EXPECT_EQ(reviewedSlicesOf(measured.statistics[0], measured.states), 1);
}

TEST(CaseNumbers, OnlyReviewedSlicesCount) {
    const Measured measured;
    const LabelMap reviewed = reviewedOnly(measured.labels, measured.states);
    EXPECT_EQ(reviewed.voxels(reviewed.segments()[0]), 3);
    EXPECT_EQ(reviewed.at({0, 1, 2}), 0);
}

TEST(CaseNumbers, CsvQuotesNamesAndLeavesUndefinedEmpty) {
    const Measured measured;
    EXPECT_EQ(statisticsCsv(measured.statistics, {}),
              "name,value,slice,voxels,volume_ml,mean,sd,p5,p25,p50,p75,p95\r\n"
              "\"a, b\",1,all,4,2.000000,7.750000,11.712707,0.150000,0.750000,1.500000,8.500000,"
              "24.100000\r\n"
              "empty,2,all,0,0.000000,,,,,,,\r\n");
}

TEST(CaseNumbers, CsvBySliceSaysWhatIsReviewed) {
    const Measured measured;
    const std::string csv =
        statisticsCsv(measured.statistics, {true, std::nullopt, measured.states});
    EXPECT_EQ(std::ranges::count(csv, '\n'), 5) << "header, two labels, two slices of the first";
    EXPECT_NE(csv.find(",reviewed\r\n"), std::string::npos);
    EXPECT_NE(csv.find("\"a, b\",1,0,3,1.500000,1.000000,"), std::string::npos);
    EXPECT_NE(csv.find(",yes\r\n"), std::string::npos);
    EXPECT_NE(csv.find(",no\r\n"), std::string::npos);
    EXPECT_NE(csv.find(",1 of 2\r\n"), std::string::npos);
    EXPECT_NE(csv.find(",0 of 0\r\n"), std::string::npos);
}

} // namespace
} // namespace laurel
