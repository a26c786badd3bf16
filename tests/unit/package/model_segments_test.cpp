#include "laurel/package/model_segments.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

std::vector<ModelLabel> twoLabels() {
    return {{1, "soleus", "SOL", {1, 2, 3}, "100"}, {2, "tibia", "", {4, 5, 6}, ""}};
}

TEST(ModelSegments, AreTheLabelsWhereThereAreNoSides) {
    const std::vector<Segment> segments = modelSegments(twoLabels(), Laterality::Left);
    ASSERT_EQ(segments.size(), 2U);
    EXPECT_EQ(segments[0], (Segment{"soleus", 1, 0, "SOL", {1, 2, 3}, "100"}));
    EXPECT_EQ(segments[1], (Segment{"tibia", 2, 0, "", {4, 5, 6}, ""}));
}

TEST(ModelSegments, AreTheRightLimbsAndThenTheLeftsWhereBothAreSeen) {
    const std::vector<Segment> segments = modelSegments(twoLabels(), Laterality::BilateralMirrored);
    ASSERT_EQ(segments.size(), 4U);
    EXPECT_EQ(segments[0], (Segment{"soleus_R", 1, 0, "SOL_R", {1, 2, 3}, "100"}));
    EXPECT_EQ(segments[1].name, "tibia_R");
    EXPECT_EQ(segments[2], (Segment{"soleus_L", 3, 0, "SOL_L", {1, 2, 3}, "100"}));
    EXPECT_EQ(segments[3], (Segment{"tibia_L", 4, 0, "", {4, 5, 6}, ""}));
}

} // namespace
} // namespace laurel
