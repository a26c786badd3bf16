#include "mask_agreement.h"

#include <gtest/gtest.h>

namespace laurel {

namespace {

TEST(MaskAgreement, TheGreatestScoreOfAPixelWinsAndTheLowerClassOfEquals) {
    const std::vector<float> first{0, 1, 2, 0, 1, 3, 0, 1, 1}; // three classes of three pixels
    WinningLabels labels;
    appendWinners(first, 3, labels);
    appendWinners(std::vector<float>{-1, 5}, 1, labels);
    EXPECT_EQ(labels, (WinningLabels{0, 0, 1, 1}));
}

TEST(MaskAgreement, BackgroundDoesNotCount) {
    WinningLabels a(10'000, 0);
    WinningLabels b = a;
    EXPECT_EQ(pooledDice(a, b), 1); // neither finds anything
    a[0] = a[1] = a[2] = 1;
    b[0] = b[1] = 1;
    b[2] = 2;
    EXPECT_DOUBLE_EQ(pooledDice(a, b), 2.0 * 2 / 6); // another label is as wrong as none
    b[2] = 0;
    EXPECT_DOUBLE_EQ(pooledDice(a, b), 2.0 * 2 / 5);
}

} // namespace

} // namespace laurel
