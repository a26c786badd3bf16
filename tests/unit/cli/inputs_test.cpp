#include "inputs.h"

#include "commands.h"
#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"
#include "laurel/arrays/npy.h"
#include "laurel/base/files.h"
#include "laurel/dicom/series_writer.h"
#include "support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

TEST(SliceRanges, AreParsedStrictly) {
    EXPECT_EQ(parseSliceRange("3-7").first, 3);
    EXPECT_EQ(parseSliceRange("3-7").last, 7);
    EXPECT_EQ(parseSliceRange("0").first, 0);
    EXPECT_EQ(parseSliceRange("12").last, 12);
    for (const char* text : {"", "-", "7-3", "a-b", "1-", "-1", "1-2-3", "1.5", " 1", "1234567"}) {
        expectError(ErrorCode::InvalidArgument, "--slices", [&] { parseSliceRange(text); });
    }
}

TEST(SliceRanges, MustLieInTheImage) {
    const Geometry geometry({4, 4, 5}, {1, 1, 1});
    requireWithin(std::nullopt, geometry);
    requireWithin(SliceRange{0, 4}, geometry);
    expectError(ErrorCode::InvalidArgument, "0 to 4", [&] {
        requireWithin(SliceRange{3, 5}, geometry);
    });
}

TEST(Grids, ThatDifferAreBothDescribed) {
    const Geometry first({4, 4, 5}, {1, 1, 2});
    const Geometry moved({4, 4, 5}, {1, 1, 2}, {0, 0, 7});
    requireSameGrid(first, "a", first, "b");
    expectError(ErrorCode::InvalidInput, "(0, 0, 7)",
                [&] { requireSameGrid(first, "a", moved, "b"); });
    expectError(ErrorCode::InvalidInput, "a has 4×4×5 voxels of 1×1×2 mm, first voxel at (0, 0, 0)",
                [&] { requireSameGrid(first, "a", moved, "b"); });
}

class Inputs : public ::testing::Test {
  protected:
    std::filesystem::path at(const char* name) const { return folder_.path() / name; }
    TemporaryFolder folder_;
    Console console_{false, {}};
};

Volume plainVolume() {
    return Volume(Geometry({2, 2, 2}, {1, 1, 1}), std::vector<std::int16_t>(8, 5));
}

TEST_F(Inputs, ASeriesMustBeChosenWhereThereAreSeveral) {
    writeSeries(at("one"), plainVolume(), {1, "First", ""});
    EXPECT_EQ(loadImage(at("one"), {""}, console_).description, "First");
    writeSeries(at("two"), plainVolume(), {2, "Second", ""});
    expectError(ErrorCode::InvalidArgument, "--series", [&] { loadImage(at(""), {""}, console_); });
    const std::string id = findSeries(at("two")).at(0).id;
    EXPECT_EQ(loadImage(at(""), {id}, console_).description, "Second");
    expectError(ErrorCode::InvalidArgument, "no series 1.2.3",
                [&] { loadImage(at(""), {"1.2.3"}, console_); });
}

TEST_F(Inputs, SaysWhenThereIsNothingToRead) {
    expectError(ErrorCode::NotFound, "absent", [&] { loadImage(at("absent"), {""}, console_); });
    expectError(ErrorCode::InvalidInput, "no DICOM series",
                [&] { loadImage(at(""), {""}, console_); });
    writeNifti(at("image.nii"), plainVolume());
    expectError(ErrorCode::InvalidArgument, "--series",
                [&] { loadImage(at("image.nii"), {"1.2.3"}, console_); });
}

/// Masks of a 2 × 2 slice, without resolution, as the manual masks of Dafne's evaluation have it.
void writeGridlessMask(const std::filesystem::path& path) {
    writeNpz(path, {{"Soleus_L", {{2, 2}, std::vector<std::uint8_t>{0, 1, 1, 0}, false}}});
}

TEST_F(Inputs, MasksWithoutAGridTakeTheOthers) {
    const Geometry grid({2, 2, 1}, {1.125, 1.125, 1});
    LabelMap labels(grid);
    labels.set({1, 0, 0}, 1);
    writeNifti(at("labels.nii"), labels);
    writeGridlessMask(at("masks.npz"));
    for (const auto& [first, second] :
         {std::pair{"labels.nii", "masks.npz"}, std::pair{"masks.npz", "labels.nii"}}) {
        const LabelPair pair = loadLabelPair(at(first), at(second));
        EXPECT_TRUE(pair.reference.geometry().sameGridAs(grid)) << first;
        EXPECT_TRUE(pair.segmentation.geometry().sameGridAs(grid)) << second;
    }
    EXPECT_TRUE(readLabelsOn(at("masks.npz"), grid).labels.geometry().sameGridAs(grid));
}

TEST_F(Inputs, LabelsAreRecognisedByTheirNames) {
    writeNifti(at("image.nii"), plainVolume());
    EXPECT_FALSE(loadAsLabels(at("image.nii"), false));
    EXPECT_TRUE(loadAsLabels(at("image.nii"), true));
    writeGridlessMask(at("masks.npz"));
    EXPECT_TRUE(loadAsLabels(at("masks.npz"), false));
    writeArrayVolume(at("volume.npz"), plainVolume());
    EXPECT_FALSE(loadAsLabels(at("volume.npz"), false));
    writeFileAtomically(at("image.labels.txt"), "5 255 0 0 1 1 1 \"Soleus\"\n");
    const auto labels = loadAsLabels(at("image.nii"), false);
    ASSERT_TRUE(labels);
    EXPECT_EQ(labels->segments().at(0).name, "Soleus");
}

} // namespace
} // namespace laurel
