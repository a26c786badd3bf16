#include "laurel/workflow/proposal_growth.h"

#include "support/expect_error.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace laurel {
namespace {

const Geometry grid({3, 2, 5}, {1, 1, 1});

ProposalGrowth growth() {
    return {grid, {{"Soleus", 1, 0, "", {}, ""}, {"Tibia", 2, 0, "", {}, ""}}, {1, 3}};
}

TEST(ProposalGrowth, HoldsTheSlicesThatCameAndBackgroundElsewhere) {
    ProposalGrowth growing = growth();
    EXPECT_EQ(growing.expected(), 3);
    EXPECT_EQ(growing.labels().segments().size(), 2U);
    ASSERT_TRUE(growing.add({2, {0, 1, 1, 2, 0, 2}}));
    EXPECT_EQ(growing.arrived(), 1);
    EXPECT_TRUE(growing.has(2));
    EXPECT_EQ(growing.labels().at({1, 0, 2}), 1);
    EXPECT_EQ(growing.labels().at({0, 1, 2}), 2);
    for (const std::int64_t slice : {0, 1, 3, 4}) {
        EXPECT_FALSE(growing.has(slice));
        const auto own = growing.labels().layer(0).subspan(static_cast<std::size_t>(6 * slice), 6);
        EXPECT_TRUE(std::ranges::all_of(own, [](std::uint16_t value) { return value == 0; }));
    }
}

TEST(ProposalGrowth, TakesEachSliceOnceAndNoneThatDoesNotFit) {
    ProposalGrowth growing = growth();
    const std::vector<std::uint16_t> ones(6, 1);
    EXPECT_TRUE(growing.add({1, ones}));
    EXPECT_FALSE(growing.add({1, std::vector<std::uint16_t>(6, 2)}));
    EXPECT_EQ(growing.labels().at({0, 0, 1}), 1);
    EXPECT_FALSE(growing.add({0, ones})) << "not asked for";
    EXPECT_FALSE(growing.add({-1, ones}));
    EXPECT_FALSE(growing.add({4, ones}));
    EXPECT_FALSE(growing.add({2, std::vector<std::uint16_t>(5, 1)})) << "another size";
    EXPECT_EQ(growing.arrived(), 1);
    EXPECT_FALSE(growing.has(-1));
    EXPECT_FALSE(growing.has(99));
}

TEST(ProposalGrowth, NeedsSlicesOfTheGrid) {
    for (const SliceRange& wrong : {SliceRange{-1, 2}, SliceRange{3, 2}, SliceRange{0, 5}}) {
        expectError(ErrorCode::InvalidArgument, "slices 0 to 4",
                    [&] { ProposalGrowth(grid, {}, wrong); });
    }
}

} // namespace
} // namespace laurel
