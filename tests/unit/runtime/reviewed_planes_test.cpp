#include "drawn_case.h"
#include "laurel/imaging/orientation.h"
#include "laurel/runtime/preprocessor.h"
#include "support/expect_error.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace laurel {
namespace {

ReviewedCase drawnCase(const std::string& letters = "LPS") {
    const TrainingCase drawn = drawBothLegs();
    const Orientation orientation(letters);
    return {std::make_shared<const Volume>(reorient(drawn.image, orientation)),
            reorient(drawn.labels, orientation),
            0,
            {}};
}

std::vector<ReferencePlane> planesOf(const ReviewedCase& reviewed) {
    return Preprocessor(drawnManifest()).reviewedPlanes(reviewed);
}

std::map<PlaneSide, std::set<std::int64_t>> slicesBySide(const ReviewedCase& reviewed) {
    std::map<PlaneSide, std::set<std::int64_t>> slices;
    for (const ReferencePlane& plane : planesOf(reviewed)) {
        slices[plane.placement.side].insert(plane.placement.slice);
    }
    return slices;
}

using BySide = std::map<PlaneSide, std::set<std::int64_t>>;

/// Removes what lies in a slice of one half of the columns (LPS: the patient's right half first).
void erase(LabelMap& labels, std::int64_t slice, bool right, bool left) {
    const GridSize size = labels.geometry().size();
    for (std::int64_t y = 0; y < size.y; ++y) {
        for (std::int64_t x = 0; x < size.x; ++x) {
            if (x < size.x / 2 ? right : left) {
                labels.set({x, y, slice}, 0);
            }
        }
    }
}

TEST(ReviewedPlanes, AreTheReferencePlanesOfAllSlicesWhereNoneIsNamed) {
    const TrainingCase drawn = drawBothLegs();
    const auto expected = Preprocessor(drawnManifest()).referencePlanes(drawn);
    const auto planes = planesOf(drawnCase());
    ASSERT_EQ(planes.size(), expected.size());
    for (std::size_t i = 0; i < planes.size(); ++i) {
        EXPECT_EQ(planes[i].input.image, expected[i].input.image);
        EXPECT_EQ(planes[i].labels, expected[i].labels);
    }
}

/// Gives every voxel of the slice that has no segment this value, and the value this name.
void nameTheRest(LabelMap& labels, std::int64_t slice, std::uint16_t value,
                 const std::string& name) {
    const GridSize size = labels.geometry().size();
    for (std::int64_t y = 0; y < size.y; ++y) {
        for (std::int64_t x = 0; x < size.x; ++x) {
            if (labels.at({x, y, slice}) == 0) {
                labels.set({x, y, slice}, value);
            }
        }
    }
    Segment segment;
    segment.name = name;
    segment.value = value;
    labels.addSegment(segment);
}

/// Within the limbs: what lies outside the image is background whatever is annotated.
std::map<std::int64_t, std::set<std::uint16_t>> labelsBySlice(const ReviewedCase& reviewed) {
    std::map<std::int64_t, std::set<std::uint16_t>> labels;
    for (const ReferencePlane& plane : planesOf(reviewed)) {
        for (std::size_t i = 0; i < plane.labels.size(); ++i) {
            if (plane.input.body[i] != 0) {
                labels[plane.placement.slice].insert(plane.labels[i]);
            }
        }
    }
    return labels;
}

TEST(ReviewedPlanes, IgnoreWhatIsMarkedAsUncertainOrUndefined) {
    for (const char* name : {"Uncertain", "Undefined"}) {
        ReviewedCase reviewed = drawnCase();
        nameTheRest(reviewed.labels, 2, 50, name);
        const auto labels = labelsBySlice(reviewed);
        const std::set<std::uint16_t> sparse{1, 2, 3, ignoredLabel};
        const std::set<std::uint16_t> dense{0, 1, 2, 3};
        EXPECT_EQ(labels.at(2), sparse);
        EXPECT_EQ(labels.at(1), dense) << "elsewhere what has no segment is background";
    }
}

TEST(ReviewedPlanes, TakeWhatHasNoSegmentForUnknownWhereBackgroundIsNamed) {
    ReviewedCase reviewed = drawnCase();
    nameTheRest(reviewed.labels, 2, 50, "Background");
    const auto labels = labelsBySlice(reviewed);
    const std::set<std::uint16_t> annotated{0, 1, 2, 3};
    const std::set<std::uint16_t> unknown{1, 2, 3, ignoredLabel};
    EXPECT_EQ(labels.at(2), annotated);
    EXPECT_EQ(labels.at(1), unknown);
}

TEST(ReviewedPlanes, LeaveOutLimbsWithoutLabelsUnlessTheirSliceIsNamed) {
    ReviewedCase reviewed = drawnCase();
    erase(reviewed.labels, 0, true, true);
    erase(reviewed.labels, 1, true, false);
    EXPECT_EQ(slicesBySide(reviewed),
              (BySide{{PlaneSide::Right, {2, 3, 4}}, {PlaneSide::Left, {1, 2, 3, 4}}}));
    reviewed.slices = {3, 1, 0};
    EXPECT_EQ(slicesBySide(reviewed),
              (BySide{{PlaneSide::Right, {0, 1, 3}}, {PlaneSide::Left, {0, 1, 3}}}));
}

TEST(ReviewedPlanes, HaveNoSideOnWhichNobodyHasDrawn) {
    ReviewedCase reviewed = drawnCase();
    reviewed.slices = {1, 2, 3};
    for (const std::int64_t slice : *reviewed.slices) {
        erase(reviewed.labels, slice, true, false);
    }
    EXPECT_EQ(slicesBySide(reviewed), (BySide{{PlaneSide::Left, {1, 2, 3}}}));
}

TEST(ReviewedPlanes, CountSlicesAsTheFileDoes) {
    // "LPI" runs from superior to inferior: its slice 0 is the last of the canonical ones.
    ReviewedCase reviewed = drawnCase("LPI");
    reviewed.slices = {0, 1};
    EXPECT_EQ(slicesBySide(reviewed),
              (BySide{{PlaneSide::Right, {3, 4}}, {PlaneSide::Left, {3, 4}}}));
    reviewed.slices = {5};
    expectError(ErrorCode::InvalidArgument, "slice 5 leaves the image, whose slices are 0 to 4",
                [&] { planesOf(reviewed); });
    reviewed.slices = {-1};
    expectError(ErrorCode::InvalidArgument, "slice -1", [&] { planesOf(reviewed); });
}

TEST(ReviewedPlanes, CannotNameSlicesOfAnotherAxisButTakeAllOfIt) {
    ReviewedCase reviewed = drawnCase("SPL");
    EXPECT_EQ(planesOf(reviewed).size(), 10U);
    reviewed.slices = {100};
    expectError(ErrorCode::InvalidInput, "along another axis than the file's third",
                [&] { planesOf(reviewed); });
}

TEST(ReviewedPlanes, RefuseWhatTeachesNothing) {
    ReviewedCase reviewed = drawnCase();
    reviewed.slices = {2};
    erase(reviewed.labels, 2, true, true);
    expectError(ErrorCode::InvalidInput, "show no label of model drawn",
                [&] { planesOf(reviewed); });
    reviewed.labels.clearSegments();
    expectError(ErrorCode::InvalidInput, "no segment named as model drawn",
                [&] { planesOf(reviewed); });
    reviewed = drawnCase();
    reviewed.frame = 1;
    expectError(ErrorCode::InvalidInput, "frame 1 of 1", [&] { planesOf(reviewed); });
    reviewed = drawnCase();
    reviewed.labels = LabelMap(Geometry({2, 2, 2}, {1, 1, 1}));
    expectError(ErrorCode::InvalidInput, "must lie on its image's grid",
                [&] { planesOf(reviewed); });
}

} // namespace
} // namespace laurel
