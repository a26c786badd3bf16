// Real series off any regular grid, read on request.

#include "laurel/dicom/series.h"
#include "reference_reader.h"
#include "support/data_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::SizeIs;

const SeriesReadOptions onRequest{SeriesReadOptions::Irregular::Resample};

SeriesInfo onlySeries(const fs::path& folder) {
    const auto found = findSeries(folder);
    EXPECT_THAT(found, SizeIs(1)) << folder;
    return found.at(0);
}

TEST(ResampledSeries, ATiltedGantryGivesTheVoxelsOfAnotherCorrection) {
    const fs::path folder = "dicom_edge/dicom2nifti/failing/gantrytilting/001";
    LAUREL_REQUIRE_DATA(folder);
    if (!hasReference("dcm2niix")) {
        GTEST_SKIP() << "dcm2niix is not installed";
    }
    const SeriesInfo series = onlySeries(dataFolder() / folder);
    ASSERT_TRUE(series.canResample());
    NoProgress progress;
    const Volume volume = readSeries(series, progress, {}, onRequest);
    EXPECT_TRUE(volume.geometry().sameGridAs(*series.resampled));
    const ReferenceImage other = readWithReference("dcm2niix", dataFolder() / folder, "_Tilt_1");
    for (int axis = 0; axis < 3; ++axis) {
        ASSERT_EQ(static_cast<double>(volume.geometry().size()[axis]), other.size[axis]);
        EXPECT_NEAR(volume.geometry().spacing()[static_cast<std::size_t>(axis)],
                    other.spacing[static_cast<std::size_t>(axis)], 1e-4);
    }
    for (std::size_t i = 0; i < 9; ++i) {
        EXPECT_NEAR(volume.geometry().direction()[i], other.direction[i], 1e-4);
    }
    const std::vector<float> values = volume.toFloat();
    ASSERT_EQ(values.size(), other.values.size());
    std::size_t far = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        far += std::abs(values[i] - other.values[i]) > 1 ? 1 : 0; // both round
    }
    // They differ where a row is half outside.
    EXPECT_LE(far, 2U * 512 * 4);
}

TEST(ResampledSeries, AMissingSliceLiesHalfWayBetweenItsNeighbours) {
    const fs::path folder = "dicom_edge/dicom2nifti/failing/sliceincrement/001";
    LAUREL_REQUIRE_DATA(folder);
    const SeriesInfo series = onlySeries(dataFolder() / folder);
    ASSERT_TRUE(series.canResample());
    EXPECT_THAT(series.notes, ::testing::Contains(HasSubstr("(counted from 0): 3")));
    NoProgress progress;
    const Volume volume = readSeries(series, progress, {}, onRequest);
    ASSERT_EQ(volume.geometry().size(), (GridSize{512, 512, 5}));
    EXPECT_NEAR(volume.geometry().spacing()[2], 5, 1e-4);
    double worst = 0;
    for (std::int64_t y = 0; y < 512; ++y) {
        for (std::int64_t x = 0; x < 512; ++x) {
            const double mean = (volume.value({x, y, 2}) + volume.value({x, y, 4})) / 2;
            worst = std::max(worst, std::abs(volume.value({x, y, 3}) - mean));
        }
    }
    EXPECT_LE(worst, 0.5);
}

TEST(ResampledSeries, ARegularSeriesIsNotTouched) {
    const fs::path folder = "dicom_edge/torchio/dicom";
    LAUREL_REQUIRE_DATA(folder);
    const SeriesInfo series = onlySeries(dataFolder() / folder);
    NoProgress progress;
    const Volume plain = readSeries(series, progress, {});
    const Volume asked = readSeries(series, progress, {}, onRequest);
    EXPECT_FALSE(series.canResample());
    EXPECT_EQ(plain.pixels(), asked.pixels());
}

} // namespace
} // namespace laurel
