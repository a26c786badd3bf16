#include "label_cleaning.h"

#include "support/expect_error.h"

#include <gtest/gtest.h>
#include <string>

namespace laurel {

namespace {

/// Slices of text: one digit a voxel, one string a row.
LabelMap fromText(const std::vector<std::vector<std::string>>& slices) {
    const GridSize size{static_cast<std::int64_t>(slices[0][0].size()),
                        static_cast<std::int64_t>(slices[0].size()),
                        static_cast<std::int64_t>(slices.size())};
    std::vector<std::uint16_t> voxels;
    for (const auto& slice : slices) {
        for (const std::string& row : slice) {
            for (const char digit : row) {
                voxels.push_back(static_cast<std::uint16_t>(digit == '.' ? 0 : digit - '0'));
            }
        }
    }
    return {Geometry(size, {1, 1, 1}), voxels};
}

TEST(LabelCleaning, KeepsTheLargestComponentOfEachValueInSpace) {
    LabelMap labels = fromText({{"11..2", "....2", "1...."}, {"1...2", ".....", "..2.."}});
    keepLargestComponents(labels, {});
    EXPECT_EQ(labels, fromText({{"11..2", "....2", "....."}, {"1...2", ".....", "....."}}));
}

TEST(LabelCleaning, DiagonalNeighboursBelongTogether) {
    LabelMap labels = fromText({{"1....", ".1...", "....1"}, {".....", ".....", "..1.."}});
    keepLargestComponents(labels, {});
    EXPECT_EQ(labels, fromText({{"1....", ".1...", "....."}, {".....", ".....", "..1.."}}));
}

TEST(LabelCleaning, FillsHolesOfAValueWithinSlices) {
    // Filled: enclosed background. Not filled: another label inside, a bay, a hole open in-plane.
    LabelMap labels = fromText({{"11111", "1.121", "11111", "2222.", "2..2.", "2222."},
                                {"1111.", "1...1", "11111", ".....", ".....", "....."}});
    fillHolesInSlices(labels, {});
    EXPECT_EQ(labels, fromText({{"11111", "11121", "11111", "2222.", "2222.", "2222."},
                                {"1111.", "11111", "11111", ".....", ".....", "....."}}));
}

TEST(LabelCleaning, StopsBetweenLabelsAndSlices) {
    const LabelMap drawn = fromText({{"111.1", "1.1..", "111.2"}});
    CancellationSource source;
    source.cancel();
    LabelMap labels = drawn;
    expectError(ErrorCode::Cancelled, "", [&] { keepLargestComponents(labels, source.token()); });
    expectError(ErrorCode::Cancelled, "", [&] { fillHolesInSlices(labels, source.token()); });
    EXPECT_EQ(labels, drawn);
}

TEST(LabelCleaning, LeavesAnEmptyMapAlone) {
    LabelMap labels = fromText({{"...", "..."}});
    keepLargestComponents(labels, {});
    fillHolesInSlices(labels, {});
    EXPECT_EQ(labels, fromText({{"...", "..."}}));
}

} // namespace

} // namespace laurel
