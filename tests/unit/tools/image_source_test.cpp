#include "laurel/tools/training_tool.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/imaging/orientation.h"
#include "support/expect_error.h"

#include <cmath>
#include <gtest/gtest.h>
#include <map>

namespace laurel {
namespace {

ModelManifest paraspinalManifest(Laterality laterality) {
    ModelManifest manifest;
    manifest.id = "back";
    manifest.labels = {{1, "Multifidus", "", {}, ""}, {2, "Erector spinae", "", {}, ""}};
    manifest.input.modality = "MR";
    manifest.input.laterality = laterality;
    return manifest;
}

/// An image whose voxels say where they are: slice · 100 + row · 10 + column.
Volume numberedImage(const Geometry& geometry, std::int64_t frames = 1) {
    std::vector<std::uint16_t> pixels;
    for (std::int64_t f = 0; f < frames; ++f) {
        for (std::int64_t z = 0; z < geometry.size().z; ++z) {
            for (std::int64_t y = 0; y < geometry.size().y; ++y) {
                for (std::int64_t x = 0; x < geometry.size().x; ++x) {
                    pixels.push_back(static_cast<std::uint16_t>(f * 1000 + z * 100 + y * 10 + x));
                }
            }
        }
    }
    return {geometry, std::move(pixels), frames};
}

class ImageCases : public ::testing::Test {
  protected:
    /// 5 slices of 6 × 4 pixels: value 3 in slice 1, values 3 and 8 in slice 3, value 9 in slice 4.
    void SetUp() override {
        geometry_ = Geometry({6, 4, 5}, {2, 2, 5}, {10, -20, 30});
        LabelMap labels(geometry_);
        labels.set({1, 1, 1}, 3);
        labels.set({2, 1, 3}, 3);
        labels.set({3, 1, 3}, 8);
        labels.set({5, 3, 4}, 9);
        writeNifti(at("image.nii.gz"), numberedImage(geometry_, 2));
        writeNifti(at("labels.nii.gz"), labels);
        source_.cases = {{at("image.nii.gz"), at("labels.nii.gz"), 0, std::nullopt, false}};
        source_.names.byValue = {{3, "Multifidus"}, {8, "Erector spinae"}};
    }

    std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }

    std::unique_ptr<SampleSource> open(Laterality laterality = Laterality::None) const {
        TrainingConfig config;
        config.sources = {{"masks", 1, source_}};
        return openSampleSource(config, paraspinalManifest(laterality));
    }

    /// How often each slice came, by its number in the image's voxels.
    static std::map<int, int> slicesDrawn(const SampleSource& source, int draws) {
        std::map<int, int> counts;
        for (int n = 0; n < draws; ++n) {
            const TrainingCase one = source.sample(static_cast<std::uint64_t>(n));
            EXPECT_EQ(one.image.geometry().size().z, 1);
            EXPECT_TRUE(one.labels.geometry().sameGridAs(one.image.geometry()));
            ++counts[static_cast<int>(one.image.value({0, 0, 0})) / 100];
        }
        return counts;
    }

    void expectRefused(const std::string& message) const {
        expectError(ErrorCode::InvalidInput, message, [&] { open(); });
    }

    TemporaryFolder folder_;
    Geometry geometry_;
    ImageSourceConfig source_;
};

TEST_F(ImageCases, AreDrawnSliceBySliceWhereTheyShowAStructure) {
    const std::unique_ptr<SampleSource> source = open();
    const std::map<int, int> counts = slicesDrawn(*source, 400);
    ASSERT_EQ(counts.size(), 2U);
    // Binomial with p = 1/2: 5 standard deviations are 50.
    EXPECT_NEAR(counts.at(1), 200, 50);
    EXPECT_NEAR(counts.at(3), 200, 50);
}

TEST_F(ImageCases, LieWhereTheyLayAndKeepTheirStructures) {
    const std::unique_ptr<SampleSource> source = open();
    for (std::uint64_t n = 0; n < 20; ++n) {
        const TrainingCase one = source->sample(n);
        const auto slice = static_cast<std::int64_t>(one.image.value({0, 0, 0})) / 100;
        EXPECT_EQ(one.image.geometry().toWorld(VoxelIndex{2, 1, 0}),
                  geometry_.toWorld(VoxelIndex{2, 1, slice}));
        const Segment* multifidus = one.labels.findByName("Multifidus");
        const Segment* erector = one.labels.findByName("Erector spinae");
        ASSERT_TRUE(multifidus != nullptr && erector != nullptr);
        EXPECT_EQ(one.labels.voxels(*multifidus), 1);
        EXPECT_EQ(one.labels.voxels(*erector), slice == 3 ? 1 : 0);
        EXPECT_EQ(one.labels.at({slice == 3 ? 2 : 1, 1, 0}), multifidus->value);
    }
}

TEST_F(ImageCases, GiveSlicesWithoutAStructureAsOftenAsWanted) {
    source_.emptyChance = 1;
    const std::map<int, int> counts = slicesDrawn(*open(), 200);
    EXPECT_EQ(counts.size(), 3U);
    EXPECT_TRUE(counts.contains(0) && counts.contains(2) && counts.contains(4));
    // Where background is annotated, a slice without annotation says nothing and is never drawn.
    source_.names.byValue[9] = "Background";
    EXPECT_EQ(slicesDrawn(*open(), 50), (std::map<int, int>{{4, 50}}));
}

TEST_F(ImageCases, MergeValuesOfOneName) {
    source_.names.byValue = {{3, "Multifidus"}, {8, "Multifidus"}, {9, "Undefined"}};
    const std::unique_ptr<SampleSource> source = open();
    for (std::uint64_t n = 0; n < 20; ++n) {
        const TrainingCase one = source->sample(n);
        const bool third = static_cast<int>(one.image.value({0, 0, 0})) / 100 == 3;
        EXPECT_EQ(one.labels.voxels(*one.labels.findByName("Multifidus")), third ? 2 : 1);
        EXPECT_NE(one.labels.findByName("Undefined"), nullptr);
    }
}

TEST_F(ImageCases, TakeTheFrameAndTheSlicesThatAreWanted) {
    source_.cases[0].frame = 1;
    source_.cases[0].slices = SliceRange{2, 4};
    EXPECT_EQ(slicesDrawn(*open(), 20), (std::map<int, int>{{13, 20}}));
    source_.cases[0].frame = 2;
    expectRefused("image.nii.gz: frame 2 is wanted, but its frames are 0 to 1");
    source_.cases[0].frame = 0;
    source_.cases[0].slices = SliceRange{2, 5};
    expectRefused("image.nii.gz: slices up to 5 are wanted, but its slices are 0 to 4");
    source_.cases[0].slices = SliceRange{2, 2};
    expectRefused("source 'masks': no slice shows a structure of model back");
}

TEST_F(ImageCases, FollowTheModelsPlanesWhateverTheFilesAre) {
    const Orientation sagittal("PSL");
    writeNifti(at("image.nii.gz"), reorient(numberedImage(geometry_), sagittal));
    writeNifti(at("labels.nii.gz"), reorient(readNiftiLabels(at("labels.nii.gz")), sagittal));
    const std::map<int, int> counts = slicesDrawn(*open(), 50);
    EXPECT_EQ(counts.size(), 2U);
    EXPECT_TRUE(counts.contains(1) && counts.contains(3));
}

TEST_F(ImageCases, MustLieOnTheGridOfTheirImageUnlessAlignedByIndex) {
    LabelMap moved(Geometry({6, 4, 5}, {2, 2, 5}, {0, 0, 0}));
    moved.set({2, 1, 3}, 3);
    moved.set({2, 1, 1}, 8);
    writeNifti(at("labels.nii.gz"), moved);
    expectRefused("labels.nii.gz: has 6×4×5 voxels of 2×2×5 mm, its image image.nii.gz has 6×4×5 "
                  "voxels of 2×2×5 mm elsewhere in the patient (align_by_index = true");
    source_.cases[0].alignByIndex = true;
    const TrainingCase one = open()->sample(1);
    EXPECT_EQ(one.image.geometry().toWorld(VoxelIndex{0, 0, 0}).x, 10);
    EXPECT_TRUE(one.labels.geometry().sameGridAs(one.image.geometry()));
    writeNifti(at("labels.nii.gz"), LabelMap(Geometry({6, 4, 4}, {2, 2, 5})));
    expectRefused("labels.nii.gz: has 6×4×4 voxels");
}

TEST_F(ImageCases, NameOnlyStructuresThatTheModelHas) {
    source_.names.byValue = {{3, "Multifidus_L"}};
    expectRefused(
        "model back has no structure \"Multifidus_L\"; it has Multifidus, Erector spinae");
    source_.names.byValue = {{3, "Multifidus"}, {4, "Erector spinae"}};
    expectRefused("source 'masks': no label file has the value 4");
    source_.names.byValue = {{3, "Multifidus"}};
    source_.names.byName = {{"Psoas", "Erector spinae"}};
    expectRefused("source 'masks': no label file has a structure named 'Psoas'");
    source_.names = {};
    expectRefused("labels.nii.gz: has no structure of model back");
}

TEST_F(ImageCases, KeepTheirSidesWhenNamesSpeakOfBoth) {
    LabelMap labels(geometry_);
    labels.addSegment({"MF_L", 1, 0, "", {}, ""});
    labels.addSegment({"MF_R", 2, 0, "", {}, ""});
    labels.addSegment({"Heart", 3, 0, "", {}, ""});
    labels.set({0, 0, 2}, 1);
    labels.set({1, 0, 2}, 2);
    labels.set({2, 0, 2}, 3);
    writeArrayLabels(at("labels.npz"), labels);
    source_.cases[0].labels = at("labels.npz");
    source_.names = {{}, {{"MF", "Multifidus"}}};
    const TrainingCase one = open(Laterality::BilateralMirrored)->sample(0);
    ASSERT_EQ(one.labels.segments().size(), 2U);
    EXPECT_EQ(one.labels.at({0, 0, 0}), one.labels.findByName("Multifidus_L")->value);
    EXPECT_EQ(one.labels.at({1, 0, 0}), one.labels.findByName("Multifidus_R")->value);
    EXPECT_EQ(one.labels.at({2, 0, 0}), 0);
}

TEST_F(ImageCases, LieInSeveralLayersOnlyWhereTheyOverlap) {
    LabelMap labels(geometry_, 2);
    labels.addSegment({"Multifidus", 1, 0, "", {}, ""});
    labels.addSegment({"Erector spinae", 1, 1, "", {}, ""});
    labels.set({0, 0, 2}, 1, 0);
    labels.set({0, 0, 2}, 1, 1);
    writeArrayLabels(at("labels.npz"), labels);
    source_.cases[0].labels = at("labels.npz");
    source_.names = {};
    const TrainingCase one = open()->sample(0);
    EXPECT_EQ(one.labels.layers(), 2);
    for (const Segment& segment : one.labels.segments()) {
        EXPECT_EQ(one.labels.voxels(segment), 1) << segment.name;
    }
}

} // namespace
} // namespace laurel
