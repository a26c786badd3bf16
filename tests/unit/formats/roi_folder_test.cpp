#include "laurel/formats/roi_folder.h"

#include "laurel/arrays/nifti.h"
#include "laurel/arrays/npy.h"
#include "laurel/base/files.h"
#include "laurel/formats/files.h"
#include "laurel/imaging/orientation.h"

#include "../../support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RoiFolderTest : public ::testing::Test {
  protected:
    fs::path at(const std::string& name) const { return folder_.path() / name; }
    void mask(const std::string& name, std::vector<std::uint16_t> voxels) const {
        writeLabels(at(name), LabelMap(grid_, std::move(voxels)));
    }
    std::string refusal(const ReadLimits& limits = {}) const {
        return errorTextOf([&] { readRoiFolder(folder_.path(), limits); });
    }
    Geometry grid_{{4, 1, 1}, {1, 2, 3}, {5, 6, 7}};
    TemporaryFolder folder_;
};

TEST_F(RoiFolderTest, EachFileIsAStructureAndOverlapGoesToAnotherLayer) {
    mask("soleus_L.nii.gz", {1, 1, 0, 0});
    mask("soleus_R.nrrd", {0, 255, 255, 0}); // any value but 0
    mask("tibialis.mha", {0, 0, 0, 1});
    mask("empty.nii", {0, 0, 0, 0});
    EXPECT_TRUE(isRoiFolder(folder_.path()));
    const LabelMap labels = readRoiFolder(folder_.path());
    ASSERT_EQ(labels.segments().size(), 4U);
    EXPECT_EQ(labels.segments()[0].name, "empty");
    EXPECT_EQ(labels.segments()[1].name, "soleus_L");
    EXPECT_EQ(labels.segments()[2].name, "soleus_R");
    EXPECT_EQ(labels.layers(), 2);
    EXPECT_THAT(labels.layer(0), ElementsAre(2, 2, 0, 4));
    EXPECT_THAT(labels.layer(1), ElementsAre(0, 3, 3, 0)) << "never 2 + 3";
    EXPECT_TRUE(labels.geometry().sameGridAs(grid_));
    EXPECT_EQ(readLabels(folder_.path()), labels);
}

TEST_F(RoiFolderTest, AxesMayRunOtherwise) {
    const Geometry box({2, 2, 2}, {1, 1, 1});
    LabelMap first(box);
    first.set({1, 0, 0}, 1);
    writeNifti(at("a.nii"), first);
    writeNifti(at("b.nii"), reorient(first, Orientation("SAR")));
    const LabelMap labels = readRoiFolder(folder_.path());
    EXPECT_EQ(labels.at({1, 0, 0}, 0), 1);
    EXPECT_EQ(labels.at({1, 0, 0}, 1), 2);
    EXPECT_EQ(labels.voxels(labels.segments()[1]), 1);
}

TEST_F(RoiFolderTest, ArraysTakeTheImagesGrid) {
    // Dafne's "npy": an array for each structure, [row, column].
    writeNpz(at("x.npz"), {{"a", {{1, 4}, std::vector<std::uint8_t>{0, 1, 0, 1}, false}}});
    fs::remove(at("x.npz"));
    writeLabels(at("soleus.npy"), LabelMap(grid_, {0, 1, 0, 1}));
    const LabelMap labels = readRoiFolder(folder_.path(), {}, grid_);
    EXPECT_TRUE(labels.geometry().sameGridAs(grid_));
    EXPECT_THAT(labels.layer(0), ElementsAre(0, 1, 0, 1));
}

TEST_F(RoiFolderTest, ATableSaysWhichFilesAndWhatTheyAre) {
    mask("1.nii.gz", {1, 0, 0, 0});
    mask("2.nii.gz", {0, 1, 0, 0});
    mask("image.nii.gz", {7, 8, 9, 10});
    writeFileAtomically(at("rois.tsv"),
                        std::string_view("index\tname\tabbreviation\tcolor\tsnomed\tfile\n"
                                         "40\tM. soleus / L\tSOL\t#010203\t79984008\t2.nii.gz\n"
                                         "9\tother\tn/a\tn/a\tn/a\t1.nii.gz\n"));
    const LabelMap labels = readRoiFolder(folder_.path());
    ASSERT_EQ(labels.segments().size(), 2U);
    EXPECT_EQ(labels.segments()[0],
              (Segment{"M. soleus / L", 40, 0, "SOL", {1, 2, 3}, "79984008"}));
    EXPECT_THAT(labels.layer(0), ElementsAre(9, 40, 0, 0));
}

TEST_F(RoiFolderTest, WhatIsNoMaskIsRefusedByItsFile) {
    mask("a.nii.gz", {0, 1, 0, 0});
    mask("b.nii.gz", {0, 1, 2, 0});
    EXPECT_THAT(refusal(), HasSubstr("b.nii.gz: holds the values 1 and 2"));
    writeNifti(at("b.nii.gz"), LabelMap(Geometry({4, 1, 1}, {1, 2, 4}), {0, 1, 0, 0}));
    EXPECT_THAT(refusal(), HasSubstr("b.nii.gz: its grid, 4×1×1 voxels of 1×2×4 mm, is not that"));
    writeNifti(at("b.nii.gz"), Volume(grid_, std::vector<float>{0, 0.5F, 1, 1}));
    EXPECT_THAT(refusal(), HasSubstr("b.nii.gz"));
    writeFileAtomically(at("b.nii.gz"), std::string_view("nothing"));
    EXPECT_THAT(refusal(), HasSubstr("b.nii.gz"));
    writeNifti(at("b.nii.gz"), LabelMap(grid_, 2));
    EXPECT_THAT(refusal(), HasSubstr("has 2 layers"));
}

TEST_F(RoiFolderTest, TablesThatLeaveTheFolderAreRefused) {
    mask("a.nii.gz", {0, 1, 0, 0});
    for (const std::string file :
         {"../a.nii.gz", "/etc/passwd", "a.txt", "sub/a.nii.gz", "n/a", "", ".a.nii.gz"}) {
        writeFileAtomically(at("rois.tsv"), "index\tname\tfile\n1\ta\t" + file + "\n");
        EXPECT_THAT(refusal(), HasSubstr("rois.tsv")) << file;
    }
    writeFileAtomically(at("rois.tsv"), std::string_view("index\tname\tfile\n0\ta\ta.nii.gz\n"));
    EXPECT_THAT(refusal(), HasSubstr("value above 0"));
    writeFileAtomically(at("rois.tsv"), std::string_view("index\tname\tfile\n1\ta\tb.nii.gz\n"));
    EXPECT_THAT(refusal(), HasSubstr("not_found"));
    writeFileAtomically(at("rois.tsv"), std::string_view("index\tname\tfile\n"));
    EXPECT_THAT(refusal(), HasSubstr("holds no mask"));
}

TEST_F(RoiFolderTest, LayersAreBounded) {
    for (int i = 0; i < 8; ++i) {
        mask("m" + std::to_string(i) + ".nii", {1, 1, 1, 1});
    }
    EXPECT_EQ(readRoiFolder(folder_.path()).layers(), 8);
    EXPECT_THAT(refusal({32}), HasSubstr("limit_exceeded"));
    EXPECT_THAT(refusal({32}), HasSubstr("overlap in 5 layers"));
}

TEST_F(RoiFolderTest, NamesBecomeFileNames) {
    EXPECT_EQ(roiFileStem("soleus_L"), "soleus_L");
    EXPECT_EQ(roiFileStem("../etc/passwd"), "roi.._etc_passwd");
    EXPECT_EQ(roiFileStem("Löwe"), "Löwe");
    EXPECT_EQ(roiFileStem(""), "roi");
    EXPECT_EQ(roiFileStem(std::string(119, 'a') + "ö").size(), 119U);
    LabelMap labels(grid_);
    labels.addSegment({"a/b", 1, 0, "", {}, ""});
    labels.addSegment({"a b", 2, 0, "", {}, ""});
    writeRoiFolder(at("made"), labels);
    EXPECT_TRUE(fs::exists(at("made/a_b.nii.gz")));
    EXPECT_TRUE(fs::exists(at("made/a_b_2.nii.gz")));
    EXPECT_EQ(readRoiFolder(at("made")).segments(), labels.segments());
}

TEST_F(RoiFolderTest, OtherFoldersAreNone) {
    EXPECT_FALSE(isRoiFolder(folder_.path()));
    EXPECT_FALSE(isRoiFolder(at("absent")));
    writeFileAtomically(at("IM0001"), std::string_view("x"));
    EXPECT_FALSE(isRoiFolder(folder_.path()));
    EXPECT_THAT(refusal(), HasSubstr("not_found"));
}

} // namespace
} // namespace laurel
