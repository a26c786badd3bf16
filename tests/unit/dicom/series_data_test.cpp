// Real objects of many makers and transfer syntaxes, against readers that share no code with ours.

#include "laurel/dicom/series.h"
#include "reference_reader.h"
#include "slice_decoder.h"
#include "support/data_folder.h"
#include "support/expect_error.h"

#include <algorithm>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

SeriesInfo onlySeries(const fs::path& folder) {
    const auto found = findSeries(folder);
    EXPECT_THAT(found, SizeIs(1)) << folder;
    return found.at(0);
}

Volume readOnly(const fs::path& folder) {
    NoProgress progress;
    return readSeries(onlySeries(folder), progress, {});
}

struct Comparison {
    const char* folder;
    const char* reader;
    double tolerance = 0;
};

class AgainstReference : public ::testing::TestWithParam<Comparison> {};

TEST_P(AgainstReference, GeometryAndVoxelsAreEqual) {
    const auto& [folder, reader, tolerance] = GetParam();
    LAUREL_REQUIRE_DATA(folder);
    if (!hasReference(reader)) {
        GTEST_SKIP() << reader << " is not installed";
    }
    const fs::path path = dataFolder() / folder;
    expectSameAsReference(readOnly(path), readWithReference(reader, path), tolerance);
}

// Where dcm2niix computes in single precision (rescale per slice), equality is to rounding.
INSTANTIATE_TEST_SUITE_P(
    RealSeries, AgainstReference,
    ::testing::Values(Comparison{"thigh_mr_dicom/STS_001/MR_T1/image", "pydicom"},
                      Comparison{"thigh_mr_dicom/STS_001/MR_T1/image", "dcm2niix"},
                      Comparison{"ct_trunk/dicom_j2k", "dcm2niix"},
                      Comparison{"dicom_edge/dcm4che/dicom", "pydicom"},
                      Comparison{"dicom_edge/torchio/dicom", "pydicom"},
                      Comparison{"dicom_edge/dicom2nifti/ge/anatomical/001", "pydicom"},
                      Comparison{"dicom_edge/dicom2nifti/hitachi/anatomical/001", "pydicom"},
                      Comparison{"dicom_edge/dicom2nifti/philips/anatomical/001", "pydicom"},
                      Comparison{"dicom_edge/dicom2nifti/siemens/anatomical/001", "pydicom"},
                      Comparison{"dicom_edge/dicom2nifti/generic/anatomical/002_non_isotropic",
                                 "pydicom", 1e-6},
                      Comparison{"dicom_edge/dicom2nifti/failing/slicecount/001", "pydicom"},
                      Comparison{"dicom_edge/rt-utils/oriented_data", "pydicom", 1e-6},
                      Comparison{"dicom_edge/dicom2nifti/generic/compressed_rle/001", "pydicom"}));

TEST(RealSeries, LosslessCompressionChangesNothing) {
    const fs::path generic = "dicom_edge/dicom2nifti/generic";
    LAUREL_REQUIRE_DATA(generic);
    const Volume first = readOnly(dataFolder() / generic / "compressed_rle/001");
    for (const char* name :
         {"compressed", "compressed_j2k", "compressed_jpeg", "compressed_jpegls"}) {
        const Volume other = readOnly(dataFolder() / generic / name / "001");
        EXPECT_EQ(other.toFloat(), first.toFloat()) << name;
        EXPECT_TRUE(other.geometry().sameGridAs(first.geometry())) << name;
    }
}

TEST(RealSeries, NineTransferSyntaxesOfOneImageDecodeToTheSamePixels) {
    LAUREL_REQUIRE_DATA("dicom_edge/dcm_qa_ts/In");
    std::map<std::string, int> syntaxes;
    std::vector<std::uint16_t> first;
    for (int number = 1; number <= 9; ++number) {
        const fs::path file =
            dataFolder() / "dicom_edge/dcm_qa_ts/In" / (std::to_string(number) + ".dcm");
        const auto object = readImageObject(file);
        ASSERT_TRUE(object) << file;
        SliceHeader whole = object->slices.front();
        ++syntaxes[whole.transferSyntax];
        ASSERT_TRUE(whole.tile);
        whole.columns = whole.tile->columns; // the packed image as one
        whole.rows = whole.tile->rows;
        whole.tile.reset();
        std::vector<std::uint16_t> pixels(static_cast<std::size_t>(whole.rows * whole.columns));
        SliceDecoder(whole).decode(whole, std::span(pixels));
        if (first.empty()) {
            first = pixels;
            EXPECT_GT(*std::ranges::max_element(first), 100);
        }
        EXPECT_EQ(pixels, first) << file;
    }
    EXPECT_GE(syntaxes.size(), 7U);
}

struct Refusal {
    const char* folder;
    const char* reason;
};

class RefusedSeries : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedSeries, SaysWhyAndReadsNothing) {
    const auto& [folder, reason] = GetParam();
    LAUREL_REQUIRE_DATA(folder);
    const SeriesInfo series = onlySeries(dataFolder() / folder);
    EXPECT_THAT(series.problems, ElementsAre(HasSubstr(reason)));
    EXPECT_FALSE(series.geometry);
    NoProgress progress;
    expectError(ErrorCode::Unsupported, reason, [&] { readSeries(series, progress, {}); });
}

INSTANTIATE_TEST_SUITE_P(
    RealSeries, RefusedSeries,
    ::testing::Values(Refusal{"dicom_edge/dicom2nifti/failing/gantrytilting/001", "by 14 degrees"},
                      Refusal{"dicom_edge/dicom2nifti/failing/sliceincrement/001",
                              "missing slices: 1 of 5"},
                      Refusal{"thigh_mr_dicom/STS_001/MR_T1/mask", "not images (RTSTRUCT)"}));

TEST(RealSeries, OneStudyFolderGivesItsImagesAndItsStructures) {
    LAUREL_REQUIRE_DATA("thigh_mr_dicom");
    const auto found = findSeries(dataFolder() / "thigh_mr_dicom");
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(std::ranges::count_if(found, [](const auto& s) { return s.problems.empty(); }), 1);
}

TEST(RealSeries, NoObjectBringsTheReaderDown) {
    LAUREL_REQUIRE_DATA("dicom_edge");
    NoProgress progress;
    std::size_t read = 0;
    for (const auto& entry : fs::recursive_directory_iterator(dataFolder() / "dicom_edge")) {
        if (!entry.is_regular_file()) {
            continue;
        }
        for (const SeriesInfo& series : findSeries(entry.path())) {
            try {
                readSeries(series, progress, {});
                ++read;
            } catch (const Error&) { // refused is as good
            }
        }
    }
    EXPECT_GT(read, 50U);
}

} // namespace
} // namespace laurel
