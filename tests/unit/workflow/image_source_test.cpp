#include "laurel/workflow/image_source.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/dicom/series_writer.h"
#include "support/expect_error.h"

namespace laurel {
namespace {

class ImageSource : public ::testing::Test {
  protected:
    std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }
    OpenedImage open(const std::filesystem::path& path, const std::string& series = "") {
        return openImage({.path = path, .seriesId = series}, progress_, {});
    }
    TemporaryFolder folder_;
    NoProgress progress_;
};

Volume volumeOf(std::int16_t first) {
    std::vector<std::int16_t> pixels(24);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<std::int16_t>(first + static_cast<std::int16_t>(i));
    }
    return Volume(Geometry({2, 3, 4}, {1, 1, 5}), std::move(pixels));
}

TEST_F(ImageSource, ListsTheSeriesOfAFolderByTheirHeaders) {
    std::filesystem::create_directory(at("dicom"));
    writeSeries(at("dicom/one"), volumeOf(0), {1, "T1 axial", ""});
    writeSeries(at("dicom/two"), volumeOf(9), {2, "T2 axial", ""});
    const std::vector<ImageChoice> choices = findImages(at("dicom"), {});
    ASSERT_EQ(choices.size(), 2U);
    EXPECT_EQ(choices[0].description, "T1 axial");
    EXPECT_EQ(choices[1].description, "T2 axial");
    EXPECT_EQ(choices[0].size, (GridSize{2, 3, 4}));
    EXPECT_NE(choices[0].seriesId, choices[1].seriesId);
    EXPECT_TRUE(choices[0].problems.empty());

    expectError(ErrorCode::InvalidArgument, "T2 axial", [&] { open(at("dicom")); });
    const OpenedImage second = open(at("dicom"), choices[1].seriesId);
    EXPECT_EQ(second.image->value({0, 0, 0}), 9);
    EXPECT_EQ(second.reference.seriesId, choices[1].seriesId);
    EXPECT_EQ(second.reference.description, "T2 axial");
}

TEST_F(ImageSource, SaysWhereThereIsNone) {
    std::filesystem::create_directory(at("empty"));
    expectError(ErrorCode::InvalidInput, "no DICOM series", [&] { findImages(at("empty"), {}); });
    expectError(ErrorCode::NotFound, "absent", [&] { open(at("absent.nii")); });
    writeNifti(at("image.nii"), volumeOf(0));
    expectError(ErrorCode::InvalidArgument, "1.2.3", [&] { open(at("image.nii"), "1.2.3"); });
}

TEST_F(ImageSource, KnowsAnImageByItsContentWhereverItLies) {
    writeNifti(at("one.nii.gz"), volumeOf(0));
    writeNifti(at("other.nii"), volumeOf(0));
    writeNifti(at("different.nii"), volumeOf(1));
    const OpenedImage one = open(at("one.nii.gz"));
    EXPECT_TRUE(one.reference.path.is_absolute());
    EXPECT_EQ(one.reference.sha256.size(), 64U);
    EXPECT_EQ(open(at("other.nii")).reference.sha256, one.reference.sha256);
    EXPECT_NE(open(at("different.nii")).reference.sha256, one.reference.sha256);
}

TEST(CaseNames, ComeFromTheFileOrTheSeriesAndAreSafe) {
    const auto fileName = [](const char* path) {
        ImageReference reference;
        reference.path = path;
        return caseNameFor(reference);
    };
    EXPECT_EQ(fileName("/data/LEG-0147.nii.gz"), "LEG-0147");
    EXPECT_EQ(fileName("/data/left leg (2).nrrd"), "left-leg-2");
    EXPECT_EQ(fileName("/data/../..nii"), "case");
    EXPECT_EQ(fileName("/data/日本.npz"), "case");
    ImageReference series;
    series.path = "/data/Doe^Jane";
    series.seriesId = "1.2.3";
    EXPECT_EQ(caseNameFor(series), "case") << "a folder may be named after a patient";
    series.description = "t1/tse ax. 3mm";
    EXPECT_EQ(caseNameFor(series), "t1-tse-ax-3mm");
}

TEST_F(ImageSource, TheSampleIsMadeOnce) {
    const std::filesystem::path made = sampleImage(at("home"), progress_, {});
    const auto written = std::filesystem::last_write_time(made);
    EXPECT_EQ(sampleImage(at("home"), progress_, {}), made);
    EXPECT_EQ(std::filesystem::last_write_time(made), written);
    EXPECT_EQ(open(made).image->geometry().size().z, 24);
}

} // namespace
} // namespace laurel
