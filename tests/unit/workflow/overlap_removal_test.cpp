#include "laurel/workflow/overlap_removal.h"

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
    ASSERT_TRUE(open->apply(overlapRemoval(open->segmentation(), 0, 1)));
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

TEST(OverlapRemoval, LeavesLockedSegmentsAlone) {
    const auto open = smallCase();
    paint(*open, 0, 1, {0, 0, 1}, 4);
    paint(*open, 1, 700, {0, 0, 1}, 4);
    open->setLook(1, {true, true, 0.3, SegmentStyle::Both});
    EXPECT_TRUE(overlapRemoval(open->segmentation(), 0, 1).empty());
}

} // namespace
} // namespace laurel
