// Objects of many frames, and many volumes in a series, against dcm2niix.

#include "laurel/dicom/series.h"
#include "reference_reader.h"
#include "support/data_folder.h"
#include "support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

struct Comparison {
    const char* folder;
    const char* reader;
    double tolerance = 0;
};

class ManyFrames : public ::testing::TestWithParam<Comparison> {};

TEST_P(ManyFrames, GeometryAndVoxelsAreThoseOfAnotherReader) {
    const auto& [folder, reader, tolerance] = GetParam();
    LAUREL_REQUIRE_DATA(folder);
    if (!hasReference(reader)) {
        GTEST_SKIP() << reader << " is not installed";
    }
    const fs::path path = dataFolder() / folder;
    const auto found = findSeries(path);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().id, found.front().seriesId); // the one volume, or all of them
    NoProgress progress;
    expectSameAsReference(readSeries(found.front(), progress, {}), readWithReference(reader, path),
                          tolerance);
}

INSTANTIATE_TEST_SUITE_P(
    RealObjects, ManyFrames,
    ::testing::Values(
        Comparison{"dicom_edge/dcm_qa/In/Orientation/ax/axasc35", "dcm2niix"},
        Comparison{"dicom_edge/dcm_qa/In/Orientation/cor/corasc35", "dcm2niix"},
        Comparison{"dicom_edge/dcm_qa/In/Orientation/sag/sagasc35", "dcm2niix"},
        Comparison{"dicom_edge/dicom2nifti/generic/rgb/001", "dcm2niix"},
        Comparison{"dicom_edge/dicom2nifti/hyperfine/anatomical/001", "dcm2niix"},
        Comparison{"dicom_edge/dicom2nifti/siemens_multiframe/anatomical/001", "dcm2niix"},
        Comparison{"dicom_edge/dicom2nifti/philips_enhanced/anatomical/001", "dcm2niix", 1e-6},
        Comparison{"dicom_edge/dicom2nifti/philips_enhanced/fmri/001", "dcm2niix", 1e-6}));

} // namespace
} // namespace laurel
