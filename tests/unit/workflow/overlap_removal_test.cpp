#include "laurel/workflow/overlap_removal.h"

#include "laurel/base/error.h"
#include "small_case.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Two layers that overlap: whoever is asked for keeps its voxels, others give theirs.
TEST(OverlapRemoval, TakesFromOtherLayersInThisSliceOnly) {
    const auto open = smallCase(); // Soleus 1 in layer 0, Fat 700 in layer 1
    paint(*open, 0, 1, {0, 0, 1}, 4);
    paint(*open, 1, 700, {2, 0, 1}, 4);
    paint(*open, 0, 1, {0, 0, 2}, 4);
    paint(*open, 1, 700, {0, 0, 2}, 4);
    open->markSlices({1}, SliceState::Reviewed);
    const LabelMap before = open->segmentation().labels;
    ASSERT_TRUE(open->apply(overlapRemoval(open->segmentation(), 0, SlicePlane{2, 1})));
    const LabelMap& now = open->segmentation().labels;
    for (std::int64_t z = 0; z < 5; ++z) {
        for (std::int64_t x = 0; x < 7; ++x) {
            EXPECT_EQ(now.at({x, 0, z}, 0), before.at({x, 0, z}, 0));
            const bool gives = z == 1 && before.at({x, 0, z}, 0) == 1;
            EXPECT_EQ(now.at({x, 0, z}, 1), gives ? 0 : before.at({x, 0, z}, 1)) << x << " " << z;
        }
    }
    EXPECT_EQ(open->segmentation().slices[1], SliceState::InWork);
    open->undo();
    EXPECT_EQ(open->segmentation().labels, before);
    EXPECT_EQ(open->segmentation().slices[1], SliceState::Reviewed);
}

/// In a plane across the acquired slices each slice gives its row, and each is in work then.
TEST(OverlapRemoval, WorksInAnyPlane) {
    const auto open = smallCase();
    for (const std::int64_t z : {1, 2, 4}) {
        paint(*open, 0, 1, {0, 0, z}, 4);
        paint(*open, 1, 700, {2, 0, z}, 4);
    }
    const LabelMap before = open->segmentation().labels;
    const EditStep step = overlapRemoval(open->segmentation(), 0, SlicePlane{0, 3});
    EXPECT_EQ(step.label.detail, "Soleus · 2–5");
    ASSERT_TRUE(open->apply(step));
    const LabelMap& now = open->segmentation().labels;
    for (std::int64_t z = 0; z < 5; ++z) {
        for (std::int64_t x = 0; x < 7; ++x) {
            const bool gives = x == 3 && before.at({x, 0, z}, 0) == 1;
            EXPECT_EQ(now.at({x, 0, z}, 1), gives ? 0 : before.at({x, 0, z}, 1)) << x << " " << z;
        }
    }
    EXPECT_EQ(open->segmentation().slices[4], SliceState::InWork);
    EXPECT_THROW(overlapRemoval(open->segmentation(), 0, SlicePlane{0, 7}), Error);
    EXPECT_THROW(overlapRemoval(open->segmentation(), 0, SlicePlane{3, 0}), Error);
}

TEST(OverlapRemoval, ReachesTheSlicesOfABox) {
    const auto open = smallCase();
    for (std::int64_t z = 0; z < 5; ++z) {
        paint(*open, 0, 1, {0, 0, z}, 4);
        paint(*open, 1, 700, {2, 0, z}, 4);
    }
    const LabelMap before = open->segmentation().labels;
    const GridSize size = before.geometry().size();
    ASSERT_TRUE(open->apply(
        overlapRemoval(open->segmentation(), 0, VoxelBox{{0, 0, 1}, {size.x - 1, size.y - 1, 3}})));
    const LabelMap& now = open->segmentation().labels;
    for (std::int64_t z = 0; z < 5; ++z) {
        for (std::int64_t x = 0; x < 7; ++x) {
            const bool gives = z >= 1 && z <= 3 && before.at({x, 0, z}, 0) == 1;
            EXPECT_EQ(now.at({x, 0, z}, 1), gives ? 0 : before.at({x, 0, z}, 1)) << x << " " << z;
        }
    }
    EXPECT_THROW(overlapRemoval(open->segmentation(), 0, VoxelBox{{0, 0, 0}, {size.x, 0, 0}}),
                 Error);
}

TEST(OverlapRemoval, SparesVoxelsBeyondTheGreyValues) {
    const auto open = smallCase();
    paint(*open, 0, 1, {0, 0, 1}, 4);
    paint(*open, 1, 700, {0, 0, 1}, 4);
    PaintArea area;
    area.limitsIntensity = true;
    const double value = open->image()->value({1, 0, 1}, 0);
    area.low = area.high = value;
    const EditStep step =
        overlapRemoval(open->segmentation(), 0, SlicePlane{2, 1}, area, {open->image().get(), 0});
    std::int64_t alike = 0;
    for (std::int64_t x = 0; x < 4; ++x) {
        alike += open->image()->value({x, 0, 1}, 0) == value ? 1 : 0;
    }
    EXPECT_EQ(step.voxels.voxels(), alike);
    EXPECT_THROW(overlapRemoval(open->segmentation(), 0, SlicePlane{2, 1}, area), Error);
}

TEST(OverlapRemoval, LeavesLockedSegmentsAlone) {
    const auto open = smallCase();
    paint(*open, 0, 1, {0, 0, 1}, 4);
    paint(*open, 1, 700, {0, 0, 1}, 4);
    open->setLook(1, {true, true, 0.3, SegmentStyle::Both});
    EXPECT_TRUE(overlapRemoval(open->segmentation(), 0, SlicePlane{2, 1}).empty());
}

} // namespace
} // namespace laurel
