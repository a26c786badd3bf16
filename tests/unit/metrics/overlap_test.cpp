#include "laurel/metrics/overlap.h"

#include "support/expect_error.h"

namespace laurel {
namespace {

constexpr std::optional<double> undefined = std::nullopt;

TEST(Overlap, FollowsTheFormulas) {
    const OverlapCounts counts{10, 6, 4};
    EXPECT_DOUBLE_EQ(*dice(counts), 8.0 / 16);
    EXPECT_DOUBLE_EQ(*intersectionOverUnion(counts), 4.0 / 12);
    EXPECT_DOUBLE_EQ(*precision(counts), 4.0 / 6);
    EXPECT_DOUBLE_EQ(*recall(counts), 4.0 / 10);
    EXPECT_DOUBLE_EQ(*relativeError(counts), -0.4);
}

TEST(Overlap, OfEqualMasksIsOne) {
    const OverlapCounts counts{7, 7, 7};
    EXPECT_EQ(dice(counts), 1.0);
    EXPECT_EQ(intersectionOverUnion(counts), 1.0);
    EXPECT_EQ(precision(counts), 1.0);
    EXPECT_EQ(recall(counts), 1.0);
    EXPECT_EQ(relativeError(counts), 0.0);
}

TEST(Overlap, WithoutSegmentation) {
    const OverlapCounts counts{7, 0, 0};
    EXPECT_EQ(dice(counts), 0.0);
    EXPECT_EQ(intersectionOverUnion(counts), 0.0);
    EXPECT_EQ(precision(counts), undefined);
    EXPECT_EQ(recall(counts), 0.0);
    EXPECT_EQ(relativeError(counts), -1.0);
}

TEST(Overlap, WithoutReference) {
    const OverlapCounts counts{0, 7, 0};
    EXPECT_EQ(dice(counts), 0.0);
    EXPECT_EQ(intersectionOverUnion(counts), 0.0);
    EXPECT_EQ(precision(counts), 0.0);
    EXPECT_EQ(recall(counts), undefined);
    EXPECT_EQ(relativeError(counts), undefined);
}

TEST(Overlap, OfTwoEmptyMasksIsUndefined) {
    const OverlapCounts counts;
    EXPECT_EQ(dice(counts), undefined);
    EXPECT_EQ(intersectionOverUnion(counts), undefined);
    EXPECT_EQ(precision(counts), undefined);
    EXPECT_EQ(recall(counts), undefined);
    EXPECT_EQ(relativeError(counts), undefined);
}

TEST(MeanDice, CountsFalseLabelsAsZeroAndLeavesOutAbsentOnes) {
    const std::vector<OverlapCounts> labels{{10, 10, 5}, {0, 3, 0}, {0, 0, 0}, {4, 4, 4}};
    EXPECT_DOUBLE_EQ(*meanDice(labels), (0.5 + 0 + 1) / 3);
    EXPECT_EQ(meanDice(std::vector<OverlapCounts>(3)), undefined);
    EXPECT_EQ(meanDice({}), undefined);
}

TEST(WeightedDice, WeighsEachRoiAndSliceByTheReference) {
    // (30·0.8 + 10·0.5) / 40; the slice without reference and the empty one weigh nothing.
    const std::vector<OverlapCounts> slices{{30, 20, 20}, {10, 10, 5}, {0, 50, 0}, {0, 0, 0}};
    EXPECT_DOUBLE_EQ(*weightedDice(slices), 29.0 / 40);
    EXPECT_EQ(weightedDice(std::vector<OverlapCounts>{{0, 50, 0}}), undefined);
    EXPECT_EQ(weightedDice({}), undefined);
}

TEST(OverlapPerSlice, CountsEachSlice) {
    const std::vector<std::uint8_t> reference{0, 1, 9, 0, 1, 1};
    const std::vector<std::uint8_t> segmentation{1, 1, 0, 0, 2, 1};
    const std::vector<OverlapCounts> expected{{1, 2, 1}, {1, 0, 0}, {2, 2, 2}};
    EXPECT_EQ(overlapPerSlice(reference, segmentation, 2), expected);
    const auto refused = [&](std::int64_t sliceVoxels) {
        expectError(ErrorCode::InvalidArgument, "slices",
                    [&] { overlapPerSlice(reference, segmentation, sliceVoxels); });
    };
    refused(4);
    refused(0);
    refused(-2);
    expectError(ErrorCode::InvalidArgument, "slices",
                [&] { overlapPerSlice(reference, std::vector<std::uint8_t>(4), 2); });
}

} // namespace
} // namespace laurel
