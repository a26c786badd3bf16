#include "laurel/workflow/label_source.h"

#include "laurel/arrays/nifti.h"
#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/formats/files.h"
#include "laurel/imaging/orientation.h"

#include "support/expect_error.h"

#include <algorithm>

namespace laurel {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

const LabelOptions measuring{LabelPlacement::World, Resampling::Never, {}};
const LabelOptions always{LabelPlacement::World, Resampling::Always, {}};
const LabelOptions byIndex{LabelPlacement::ByIndex, Resampling::Never, {}};

class LabelSource : public ::testing::Test {
  protected:
    std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }
    TemporaryFolder folder_;
};

LabelMap randomLabels(const Geometry& grid) {
    Random random(3);
    LabelMap labels(grid);
    for (std::uint16_t& voxel : labels.layer(0)) {
        voxel = static_cast<std::uint16_t>(random.integer(0, 2));
    }
    return labels;
}

TEST_F(LabelSource, LabelsInAnyOrderOfAxesComeOntoTheImagesGrid) {
    const Geometry grid({5, 4, 3}, {1, 2, 4}, {10, -20, 30});
    const LabelMap labels = randomLabels(grid);
    for (const char* letters : {"LPS", "RAS", "SPL", "AIR", "PSL"}) {
        writeNifti(at("labels.nii"), reorient(labels, Orientation(letters)));
        const LabelMap opened = openLabels(at("labels.nii"), grid).labels;
        EXPECT_TRUE(opened.geometry().sameGridAs(grid)) << letters;
        EXPECT_TRUE(std::ranges::equal(opened.layer(0), labels.layer(0))) << letters;
        EXPECT_EQ(opened.segments().size(), 2U) << "values without a name get one";
    }
}

TEST_F(LabelSource, LabelsOfAnotherGridAreRefusedWithBothDescribed) {
    const Geometry grid({5, 4, 3}, {1, 2, 4});
    writeNifti(at("labels.nii"), randomLabels(Geometry({5, 4, 3}, {1, 2, 4.5})));
    const std::string text = errorTextOf([&] { openLabels(at("labels.nii"), grid, measuring); });
    EXPECT_THAT(text, HasSubstr("invalid_input"));
    EXPECT_THAT(text, HasSubstr("1×2×4 mm"));
    EXPECT_THAT(text, HasSubstr("1×2×4.5 mm"));
    EXPECT_THAT(text, HasSubstr("labels.nii"));
}

/// A box of labels in a grid of twice the image's resolution, which lies within the image's.
TEST_F(LabelSource, AnotherGridWithinTheImageIsResampledAndSaysSo) {
    const Geometry grid({10, 10, 10}, {2, 2, 2});
    LabelMap fine(Geometry({6, 6, 6}, {1, 1, 1}, {4, 6, 8}));
    std::fill(fine.layer(0).begin(), fine.layer(0).end(), 3);
    writeNifti(at("labels.nii"), fine);
    const OpenedLabels opened = openLabels(at("labels.nii"), grid);
    EXPECT_THAT(opened.notes, Contains(HasSubstr("resampled from 6×6×6 voxels of 1×1×1 mm; 0 %")));
    // Voxel centres at 4, 6, 8 (x), 6, 8, 10 (y), 8, 10, 12 (z) lie in the box.
    for (VoxelIndex at; at.z < 10; ++at.z) {
        for (at.y = 0; at.y < 10; ++at.y) {
            for (at.x = 0; at.x < 10; ++at.x) {
                const bool inside =
                    at.x >= 2 && at.x <= 4 && at.y >= 3 && at.y <= 5 && at.z >= 4 && at.z <= 6;
                ASSERT_EQ(opened.labels.at(at), inside ? 3 : 0);
            }
        }
    }
    const std::string text = errorTextOf([&] { openLabels(at("labels.nii"), grid, measuring); });
    EXPECT_THAT(text, HasSubstr("the grids differ"));
    EXPECT_THAT(text, HasSubstr("--resample"));
    EXPECT_THAT(text, Not(HasSubstr("--align-by-index"))) << "the sizes differ";
}

TEST_F(LabelSource, WhatMostlyLiesOutsideIsResampledOnlyWhenAsked) {
    const Geometry grid({10, 10, 1}, {1, 1, 1});
    LabelMap shifted(Geometry({10, 10, 1}, {1, 1, 1}, {5, 0, 0}));
    std::fill(shifted.layer(0).begin(), shifted.layer(0).end(), 1);
    writeNifti(at("labels.nii"), shifted);
    const std::string text = errorTextOf([&] { openLabels(at("labels.nii"), grid); });
    EXPECT_THAT(text, HasSubstr("only 50 % of the labelled voxels lie in the image"));
    EXPECT_THAT(text, HasSubstr("--align-by-index"));
    const OpenedLabels opened = openLabels(at("labels.nii"), grid, always);
    EXPECT_THAT(opened.notes, Contains(HasSubstr("50 % of the labelled voxels lie outside")));
    EXPECT_EQ(opened.labels.at({4, 0, 0}), 0);
    EXPECT_EQ(opened.labels.at({5, 0, 0}), 1);
}

TEST_F(LabelSource, GridsApartAreRefusedAndAlignedByIndexWhenAsked) {
    const Geometry grid({4, 4, 2}, {1, 1, 5});
    LabelMap apart(Geometry({4, 4, 2}, {1, 1, 5}, {500, 0, 0}));
    apart.set({1, 2, 1}, 7);
    apart.addSegment({"soleus", 7, 0, "", {1, 2, 3}, ""});
    writeLabels(at("labels.nii"), apart);
    for (const LabelOptions& options : {LabelOptions{}, measuring, always}) {
        const std::string text = errorTextOf([&] { openLabels(at("labels.nii"), grid, options); });
        EXPECT_THAT(text, HasSubstr("do not overlap"));
        EXPECT_THAT(text, HasSubstr("first voxel at (500, 0, 0)"));
        EXPECT_THAT(text, HasSubstr("first voxel at (0, 0, 0)"));
        EXPECT_THAT(text, HasSubstr("--align-by-index"));
    }
    const OpenedLabels opened = openLabels(at("labels.nii"), grid, byIndex);
    EXPECT_TRUE(opened.labels.geometry().sameGridAs(grid));
    EXPECT_EQ(opened.labels.at({1, 2, 1}), 7);
    EXPECT_EQ(opened.labels.segments().at(0).name, "soleus");
    EXPECT_THAT(opened.notes, Contains(HasSubstr("aligned by index")));
    expectError(ErrorCode::InvalidInput, "grids of one size", [&] {
        openLabels(at("labels.nii"), Geometry({4, 4, 3}, {1, 1, 5}), byIndex);
    });
}

/// The axes of the file stay as they are: voxel (x, y, z) is the image's (x, y, z).
TEST_F(LabelSource, ByIndexTurnsNothing) {
    const Geometry grid({3, 3, 3}, {1, 1, 1});
    LabelMap labels = randomLabels(grid);
    const LabelMap turned(Geometry({3, 3, 3}, {1, 1, 1}, {9, 9, 9}, {-1, 0, 0, 0, -1, 0, 0, 0, 1}),
                          {labels.layer(0).begin(), labels.layer(0).end()});
    writeNifti(at("labels.nii"), turned);
    const OpenedLabels opened = openLabels(at("labels.nii"), grid, byIndex);
    EXPECT_TRUE(std::ranges::equal(opened.labels.layer(0), labels.layer(0)));
}

TEST_F(LabelSource, ATableThatIsGivenNamesTheLabels) {
    writeNifti(at("labels.nii"), LabelMap(Geometry({3, 1, 1}, {1, 1, 1}), {0, 1, 2}));
    writeFileAtomically(at("names.ctbl"), std::string_view("1 soleus 255 0 0 255\n"
                                                           "9 absent 0 255 0 255\n"));
    LabelOptions options;
    options.table = at("names.ctbl");
    const LabelMap labels =
        openLabels(at("labels.nii"), Geometry({3, 1, 1}, {1, 1, 1}), options).labels;
    ASSERT_EQ(labels.segments().size(), 3U);
    EXPECT_EQ(labels.segments()[0].name, "soleus");
    EXPECT_EQ(labels.segments()[1].name, "absent");
    EXPECT_EQ(labels.segments()[2].name, "Label 2");
}

TEST_F(LabelSource, PicklesAreNeverOpened) {
    writeFileAtomically(at("rois.p"), std::string_view("cos\nsystem\n(S'true'\ntR."));
    const std::string text = errorTextOf([&] { openLabels(at("rois.p"), Geometry()); });
    EXPECT_THAT(text, HasSubstr("unsupported"));
    EXPECT_THAT(text, HasSubstr("can run any program"));
    EXPECT_THAT(text, HasSubstr("NIfTI or npz"));
}

} // namespace
} // namespace laurel
