#include "laurel/metrics/metrics.h"

#include "formula_case.h"
#include "support/expect_error.h"

#include <array>
#include <cmath>

namespace laurel {
namespace {

constexpr std::optional<double> undefined = std::nullopt;

// Constants: reference_values.py beside this file (numpy 1.24).
TEST(Evaluate, AgreesWithNumpy) {
    const FormulaCase formula;
    const Evaluation result = evaluate(formula.reference, formula.segmentation);
    ASSERT_EQ(result.labels.size(), 1U);
    const LabelMetrics& label = result.labels[0];
    EXPECT_EQ(label.value, 4);
    EXPECT_EQ(label.counts, (OverlapCounts{299, 295, 191}));
    EXPECT_NEAR(*label.dice, 0.6430976430976431, 1e-15);
    EXPECT_NEAR(*label.iou, 0.4739454094292804, 1e-15);
    EXPECT_NEAR(*label.precision, 0.6474576271186441, 1e-15);
    EXPECT_NEAR(*label.recall, 0.6387959866220736, 1e-15);
    EXPECT_NEAR(label.referenceVolumeMl, 1.3455, 1e-12);
    EXPECT_NEAR(label.volumeMl, 1.3275, 1e-12);
    EXPECT_NEAR(*label.volumeError, -0.013377926421404673, 1e-15);
    EXPECT_NEAR(*label.hausdorff95Mm, 4.427698765763952, 1e-6);
    EXPECT_NEAR(*label.averageSurfaceDistanceMm, 1.2558844484576366, 1e-6);
    EXPECT_NEAR(*result.meanDice, 0.6430976430976431, 1e-15);
    EXPECT_NEAR(*result.weightedDice, 0.6646716008224066, 1e-15);
}

TEST(Evaluate, ReportsEachSliceInWhichALabelOccurs) {
    const FormulaCase formula;
    const auto slices = evaluate(formula.reference, formula.segmentation).labels[0].slices;
    ASSERT_EQ(slices.size(), 8U); // 1 to 8; slice 0 holds neither
    EXPECT_EQ(slices[0].slice, 1);
    EXPECT_EQ(slices[0].counts, (OverlapCounts{9, 17, 4}));
    EXPECT_DOUBLE_EQ(*slices[0].dice, 8.0 / 26);
    EXPECT_DOUBLE_EQ(slices[0].referenceAreaMm2, 9 * 1.125);
    EXPECT_DOUBLE_EQ(slices[0].areaMm2, 17 * 1.125);
    EXPECT_DOUBLE_EQ(*slices[0].areaError, 8.0 / 9);
    EXPECT_EQ(slices[7].slice, 8);
    EXPECT_EQ(slices[7].counts, (OverlapCounts{0, 9, 0}));
    EXPECT_EQ(slices[7].dice, 0.0);
    EXPECT_EQ(slices[7].areaError, undefined);
}

TEST(Evaluate, ScoresLabelsOfOneSideAsZeroAndAbsentOnesAsUndefined) {
    const Geometry grid({4, 1, 2}, {1, 1, 1});
    LabelMap reference(grid, {1, 1, 0, 0, 2, 0, 0, 0});
    LabelMap segmentation(grid, {1, 0, 3, 0, 0, 0, 0, 0});
    reference.addSegment({"absent", 9, 0, "", {}, ""});
    const Evaluation result = evaluate(reference, segmentation);
    ASSERT_EQ(result.labels.size(), 4U);
    const LabelMetrics& absent = result.labels[0];
    EXPECT_EQ(absent.name, "absent");
    EXPECT_EQ(absent.dice, undefined);
    EXPECT_EQ(absent.hausdorff95Mm, undefined);
    EXPECT_EQ(absent.volumeError, undefined);
    EXPECT_TRUE(absent.slices.empty());
    EXPECT_DOUBLE_EQ(*result.labels[1].dice, 2.0 / 3);
    const LabelMetrics& missed = result.labels[2];
    EXPECT_EQ(missed.value, 2);
    EXPECT_EQ(missed.dice, 0.0);
    EXPECT_EQ(missed.precision, undefined);
    EXPECT_EQ(missed.averageSurfaceDistanceMm, undefined);
    const LabelMetrics& invented = result.labels[3];
    EXPECT_EQ(invented.value, 3);
    EXPECT_EQ(invented.dice, 0.0);
    EXPECT_EQ(invented.recall, undefined);
    EXPECT_DOUBLE_EQ(*result.meanDice, 2.0 / 9);
    // Two voxels of label 1 at 2/3 and one of label 2 at 0.
    EXPECT_DOUBLE_EQ(*result.weightedDice, 4.0 / 9);
}

TEST(Evaluate, OfTwoEmptyMapsIsUndefined) {
    const LabelMap empty(Geometry({3, 3, 3}, {1, 1, 1}));
    const Evaluation result = evaluate(empty, empty);
    EXPECT_TRUE(result.labels.empty());
    EXPECT_EQ(result.meanDice, undefined);
    EXPECT_EQ(result.weightedDice, undefined);
}

TEST(Evaluate, OfAMapWithItselfIsPerfect) {
    FormulaCase formula;
    formula.reference.nameUnlabelled();
    const Evaluation result = evaluate(formula.reference, formula.reference);
    EXPECT_EQ(result.meanDice, 1.0);
    EXPECT_EQ(result.weightedDice, 1.0);
    EXPECT_EQ(result.labels[0].hausdorff95Mm, 0.0);
    EXPECT_EQ(result.labels[0].averageSurfaceDistanceMm, 0.0);
    EXPECT_EQ(result.labels[0].volumeError, 0.0);
}

TEST(Evaluate, MeasuresOneVoxelEachByHand) {
    const Geometry grid({3, 3, 3}, {0.5, 2, 5});
    LabelMap reference(grid);
    reference.set({0, 0, 0}, 1);
    LabelMap segmentation(grid);
    segmentation.set({1, 1, 1}, 1);
    const LabelMetrics label = evaluate(reference, segmentation).labels.at(0);
    EXPECT_EQ(label.dice, 0.0);
    EXPECT_EQ(label.iou, 0.0);
    EXPECT_EQ(label.precision, 0.0);
    EXPECT_EQ(label.recall, 0.0);
    EXPECT_EQ(label.volumeError, 0.0);
    EXPECT_DOUBLE_EQ(label.volumeMl, 0.005);
    const double apart = std::sqrt(0.25 + 4 + 25);
    EXPECT_NEAR(*label.hausdorff95Mm, apart, 1e-6);
    EXPECT_NEAR(*label.averageSurfaceDistanceMm, apart, 1e-6);
    ASSERT_EQ(label.slices.size(), 2U);
    EXPECT_EQ(label.slices[0].areaError, -1.0);
    EXPECT_EQ(label.slices[1].areaError, undefined);
}

TEST(Evaluate, MeasuresAGridOfOneVoxel) {
    const LabelMap one(Geometry({1, 1, 1}, {1, 2, 3}), std::vector<std::uint16_t>{1});
    const LabelMetrics label = evaluate(one, one).labels.at(0);
    EXPECT_EQ(label.dice, 1.0);
    EXPECT_EQ(label.hausdorff95Mm, 0.0);
    EXPECT_EQ(label.averageSurfaceDistanceMm, 0.0);
    EXPECT_DOUBLE_EQ(label.volumeMl, 0.006);
}

/// A line of three voxels and its first two, along an axis whose voxels lie `gap` mm apart.
LabelMetrics lineAlong(int axis, double gap) {
    std::array<double, 3> spacing{1, 1, 1};
    spacing[static_cast<std::size_t>(axis)] = gap;
    const Geometry grid({4, 4, 4}, spacing);
    LabelMap reference(grid);
    LabelMap segmentation(grid);
    for (int i = 0; i < 3; ++i) {
        const VoxelIndex at{axis == 0 ? i : 1, axis == 1 ? i : 1, axis == 2 ? i : 1};
        reference.set(at, 1);
        segmentation.set(at, i < 2 ? 1 : 0);
    }
    return evaluate(reference, segmentation).labels.at(0);
}

TEST(Evaluate, MeasuresInMillimetresAlongEveryAxis) {
    for (int axis : {0, 1, 2}) {
        for (const double gap : {0.25, 4.0}) {
            const LabelMetrics label = lineAlong(axis, gap);
            EXPECT_DOUBLE_EQ(*label.dice, 0.8);
            EXPECT_DOUBLE_EQ(*label.iou, 2.0 / 3);
            EXPECT_EQ(label.precision, 1.0);
            EXPECT_DOUBLE_EQ(*label.recall, 2.0 / 3);
            EXPECT_DOUBLE_EQ(*label.volumeError, -1.0 / 3);
            EXPECT_DOUBLE_EQ(label.referenceVolumeMl, 3 * gap / 1000);
            // Forward 0, 0 and one gap, of which rank 1.9 is 0.9 of it; back 0 and 0.
            EXPECT_NEAR(*label.hausdorff95Mm, 0.9 * gap, 1e-6);
            EXPECT_NEAR(*label.averageSurfaceDistanceMm, gap / 5, 1e-6);
            EXPECT_EQ(label.slices.size(), axis == 2 ? 3U : 1U);
            EXPECT_DOUBLE_EQ(label.slices[0].referenceAreaMm2, axis == 2 ? 1 : 3 * gap);
        }
    }
}

TEST(Evaluate, ComparesSegmentsThatOverlapInLayers) {
    const Geometry grid({3, 1, 1}, {1, 1, 1});
    LabelMap layered(grid, 2);
    layered.set({0, 0, 0}, 1, 0);
    layered.set({1, 0, 0}, 1, 0);
    layered.set({1, 0, 0}, 1, 1);
    layered.set({2, 0, 0}, 1, 1);
    layered.addSegment({"muscle", 1, 0, "", {}, ""});
    layered.addSegment({"fat", 1, 1, "", {}, ""});
    LabelMap flat(grid, {5, 5, 6});
    flat.addSegment({"fat", 6, 0, "", {}, ""});
    flat.addSegment({"muscle", 5, 0, "", {}, ""});
    const Evaluation result = evaluate(layered, flat);
    ASSERT_EQ(result.labels.size(), 2U);
    EXPECT_EQ(result.labels[0].counts, (OverlapCounts{2, 2, 2}));
    EXPECT_EQ(result.labels[1].counts, (OverlapCounts{2, 1, 1}));
}

TEST(Evaluate, RefusesDifferentGrids) {
    const LabelMap reference(Geometry({3, 3, 3}, {1, 1, 1}));
    const LabelMap moved(Geometry({3, 3, 3}, {1, 1, 1}, {0, 0, 1}));
    expectError(ErrorCode::InvalidInput, "same grid", [&] { evaluate(reference, moved); });
}

} // namespace
} // namespace laurel
