#include "laurel/workflow/case_numbers.h"

#include "small_case.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {

namespace {

/// Soleus: 3 voxels in slice 0 and 5 in slice 2, of which slice 2 is reviewed; Fat: none.
std::unique_ptr<Case> paintedCase() {
    auto made = smallCase();
    paint(*made, 0, 1, {1, 1, 0}, 3);
    paint(*made, 0, 1, {1, 1, 2}, 5);
    made->markSlices({2}, SliceState::Reviewed);
    return made;
}

CaseNumbers measured(const Case& of, bool onlyReviewed) {
    return measureCase(*of.image(), 0, of.segmentation().labels, of.segmentation().slices,
                       onlyReviewed);
}

TEST(CaseNumbers, AreOfEachSegmentAndOfAllTogether) {
    const auto openCase = paintedCase();
    const CaseNumbers numbers = measured(*openCase, false);
    ASSERT_EQ(numbers.labels.size(), 2U);
    EXPECT_EQ(numbers.labels[0].whole.voxels, 8);
    // Voxels of 0.9 × 1.1 × 6 mm; pixels count from 0, rows of 7, slices of 42.
    EXPECT_NEAR(numbers.labels[0].whole.volumeMl, 8 * 0.9 * 1.1 * 6 / 1000, 1e-12);
    EXPECT_NEAR(*numbers.labels[0].whole.mean, (8 + 9 + 10 + 92 + 93 + 94 + 95 + 96) / 8.0, 1e-9);
    EXPECT_NEAR(*numbers.largestAreaCm2(numbers.labels[0]), 5 * 0.9 * 1.1 / 100, 1e-12);
    EXPECT_FALSE(numbers.largestAreaCm2(numbers.labels[1]).has_value());
    EXPECT_EQ(numbers.together.whole.voxels, 8);
    EXPECT_EQ(numbers.slicesInUse(), 2);
    EXPECT_EQ(numbers.slicesReviewed(), 1);
    EXPECT_NEAR(numbers.sliceStepMm, 6, 1e-12);
}

TEST(CaseNumbers, CanLeaveOutWhatNobodyReviewed) {
    const auto openCase = paintedCase();
    const CaseNumbers numbers = measured(*openCase, true);
    EXPECT_EQ(numbers.labels[0].whole.voxels, 5);
    ASSERT_EQ(numbers.labels[0].slices.size(), 1U);
    EXPECT_EQ(numbers.labels[0].slices[0].slice, 2);
}

TEST(CaseNumbers, AreWrittenWithTheStateOfEachSlice) {
    const auto openCase = paintedCase();
    const std::string csv = numbersCsv(measured(*openCase, false));
    EXPECT_NE(csv.find("Soleus,1,all,8,0.047520,"), std::string::npos) << csv;
    EXPECT_NE(csv.find(",0.049500,1 of 2 reviewed,\r\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find(",0.029700,in_work,\r\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find(",0.049500,reviewed,\r\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find("Fat,700,all,0,0.000000,,,,,,,,,0 of 0 reviewed,\r\n"), std::string::npos)
        << csv;
}

TEST(CaseNumbers, StopWhenAsked) {
    const auto openCase = paintedCase();
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "", [&] {
        const Segmentation& segmentation = openCase->segmentation();
        measureCase(*openCase->image(), 0, segmentation.labels, segmentation.slices, false,
                    source.token());
    });
}

} // namespace

} // namespace laurel
