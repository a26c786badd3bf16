#include "laurel/metrics/statistics.h"

#include "formula_case.h"
#include "support/expect_error.h"

#include <limits>

namespace laurel {
namespace {

constexpr std::optional<double> undefined = std::nullopt;

void expectPercentiles(const RegionStatistics& region, const std::array<double, 5>& expected) {
    ASSERT_TRUE(region.percentiles.has_value());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NEAR((*region.percentiles)[i], expected[i], 1e-5);
    }
}

// Constants: reference_values.py beside this file (numpy 1.24).
TEST(LabelStatistics, AgreeWithNumpy) {
    FormulaCase formula;
    formula.reference.addSegment({"soleus", 4, 0, "", {}, ""});
    const auto labels = labelStatistics(formula.image, formula.reference);
    ASSERT_EQ(labels.size(), 1U);
    EXPECT_EQ(labels[0].name, "soleus");
    EXPECT_EQ(labels[0].value, 4);
    const RegionStatistics& whole = labels[0].whole;
    EXPECT_EQ(whole.voxels, 299);
    EXPECT_NEAR(whole.volumeMl, 1.3455, 1e-12);
    EXPECT_NEAR(*whole.mean, 14.232441471571907, 1e-9);
    EXPECT_NEAR(*whole.standardDeviation, 13.963592809143032, 1e-9);
    expectPercentiles(whole, {-7.55, 2.5, 14.0, 26.0, 35.55});
    ASSERT_EQ(labels[0].slices.size(), 7U);
    const SliceStatistics& third = labels[0].slices[2];
    EXPECT_EQ(third.slice, 3);
    EXPECT_EQ(third.region.voxels, 65);
    EXPECT_NEAR(third.region.volumeMl, 65 * 4.5e-3, 1e-12);
    EXPECT_NEAR(*third.region.mean, 14.561538461538461, 1e-9);
    EXPECT_NEAR(*third.region.standardDeviation, 13.86986431421283, 1e-9);
    expectPercentiles(third.region, {-7.3, 2.5, 15.0, 26.5, 35.2});
}

TEST(LabelStatistics, OfOneVoxelAndOfNone) {
    const Geometry grid({2, 1, 1}, {1, 1, 1});
    const Volume image(grid, std::vector<std::int16_t>{-7, 100, 3, 200}, 2);
    LabelMap labels(grid, {2, 0});
    labels.addSegment({"empty", 1, 0, "", {}, ""});
    const auto result = labelStatistics(image, labels, 1);
    ASSERT_EQ(result.size(), 2U);
    EXPECT_EQ(result[0].whole.voxels, 0);
    EXPECT_EQ(result[0].whole.mean, undefined);
    EXPECT_FALSE(result[0].whole.percentiles.has_value());
    EXPECT_TRUE(result[0].slices.empty());
    EXPECT_EQ(result[1].name, "Label 2");
    EXPECT_EQ(result[1].whole.mean, 3.0);
    EXPECT_EQ(result[1].whole.standardDeviation, 0.0);
    expectPercentiles(result[1].whole, {3, 3, 3, 3, 3});
}

TEST(LabelStatistics, LeaveOutValuesThatAreNotFinite) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    const Geometry grid({2, 2, 2}, {1, 1, 1});
    const Volume image(grid, std::vector<float>{1, nan, 3, infinity, nan, nan, nan, nan});
    const LabelMap labels(grid, {1, 1, 1, 1, 1, 1, 1, 1});
    const auto result = labelStatistics(image, labels);
    EXPECT_EQ(result[0].whole.voxels, 8);
    EXPECT_EQ(result[0].whole.mean, 2.0);
    EXPECT_EQ(result[0].whole.standardDeviation, 1.0);
    ASSERT_EQ(result[0].slices.size(), 2U);
    EXPECT_EQ(result[0].slices[1].region.voxels, 4);
    EXPECT_EQ(result[0].slices[1].region.mean, undefined);
}

TEST(LabelStatistics, RefuseAnotherGridOrFrame) {
    const Volume image(Geometry({2, 1, 1}, {1, 1, 1}), std::vector<std::uint8_t>(2));
    const LabelMap same(image.geometry());
    const LabelMap other(Geometry({2, 1, 1}, {2, 1, 1}));
    expectError(ErrorCode::InvalidInput, "same grid", [&] { labelStatistics(image, other); });
    expectError(ErrorCode::InvalidArgument, "frame", [&] { labelStatistics(image, same, 1); });
}

// Two labels of which the second lies in a layer of its own, and overlaps.
TEST(LabelStatistics, OfChosenSlicesAndOfAllLabelsTogether) {
    const Geometry grid({2, 1, 3}, {1, 1, 1});
    const Volume image(grid, std::vector<std::int16_t>{1, 2, 3, 4, 5, 6});
    LabelMap labels(grid, 2);
    labels.addSegment({"muscle", 1, 0, "", {}, ""});
    labels.addSegment({"fat", 1, 1, "", {}, ""});
    for (const std::size_t at : {std::size_t{0}, std::size_t{2}, std::size_t{5}}) {
        labels.layer(0)[at] = 1;
    }
    labels.layer(1)[2] = 1;
    labels.layer(1)[3] = 1;
    const auto butFirst = [](std::int64_t slice) { return slice > 0; };
    const auto chosen = labelStatistics(image, labels, 0, butFirst);
    EXPECT_EQ(chosen[0].whole.voxels, 2);
    EXPECT_EQ(chosen[0].whole.mean, 4.5); // 3 and 6
    EXPECT_EQ(chosen[0].slices.front().slice, 1);
    const LabelStatistics together = statisticsOfAllLabels(image, labels, 0, butFirst);
    EXPECT_EQ(together.whole.voxels, 3); // 3, 4 and 6, the overlap once
    EXPECT_NEAR(*together.whole.mean, 13.0 / 3, 1e-12);
    EXPECT_EQ(statisticsOfAllLabels(image, labels).whole.voxels, 4);
}

} // namespace
} // namespace laurel
