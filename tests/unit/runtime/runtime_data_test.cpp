#include "drawn_case.h"
#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"
#include "laurel/imaging/orientation.h"
#include "laurel/package/model_package.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/sdk/plugin_host.h"
#include "support/data_folder.h"

#include <gtest/gtest.h>

namespace laurel {

namespace {

Preprocessor legPreprocessor() {
    return Preprocessor(drawnManifest());
}

/// Expects a right and a left limb in each slice, the right one at lower columns.
void expectPairs(const PreparedCase& prepared, std::int64_t firstSlice) {
    const auto slices = static_cast<std::size_t>(prepared.geometry().size().z - firstSlice);
    std::vector<PlanePlacement> placements;
    for (const PlanePlacement& placement : prepared.placements()) {
        if (placement.slice >= firstSlice) {
            placements.push_back(placement);
        }
    }
    ASSERT_EQ(placements.size(), 2 * slices);
    EXPECT_TRUE(prepared.sidesAreCertain());
    const auto middle = [](const PlanePlacement& placement) {
        return placement.sampling.columnStart + placement.sampling.columnStep * 47.5;
    };
    for (std::size_t i = 0; i < slices; ++i) {
        EXPECT_EQ(placements[2 * i].side, PlaneSide::Right);
        EXPECT_EQ(placements[2 * i + 1].side, PlaneSide::Left);
        EXPECT_LT(middle(placements[2 * i]), middle(placements[2 * i + 1]));
    }
}

TEST(RuntimeData, FindsBothLimbsInRealVolumes) {
    // The first station shows the toes from slice 2 on.
    const std::vector<std::pair<std::string, std::int64_t>> cases{
        {"calf_mr/twoLegs.nii.gz", 0},     {"calf_mr/water.nii.gz", 0},
        {"calf_mr/fat.nii.gz", 0},         {"calf_mr/T2data.nii.gz", 0},
        {"leg_stations/Join_1.nii.gz", 2}, {"leg_stations/Join_2.nii.gz", 0},
        {"leg_stations/Join_3.nii.gz", 0}, {"thigh_mr/image.nii.gz", 0}};
    for (const auto& [file, firstSlice] : cases) {
        SCOPED_TRACE(file);
        LAUREL_REQUIRE_DATA(file);
        expectPairs(legPreprocessor().prepare(readNifti(dataFolder() / file), {}, {}), firstSlice);
    }
}

/// Share of the manual masks of a side that lies in body pixels of that side's plane.
TEST(RuntimeData, ManualMasksLieInTheirLimbsPlane) {
    for (const std::string name : {"pd", "t1"}) {
        SCOPED_TRACE(name);
        LAUREL_REQUIRE_DATA("leg_manual/" + name + "_example.npz");
        const auto folder = dataFolder() / "leg_manual";
        const Volume image = readArrayVolume(folder / (name + "_example.npz"));
        TrainingCase example{
            image, readArrayLabels(folder / (name + "_manual_rois.npz"), {}, image.geometry())};
        // Any one name per side will do: all masks of a side become Front.
        LabelMap sides(example.labels.geometry());
        for (const Segment& segment : example.labels.segments()) {
            const bool left = segment.name.ends_with("_L");
            ASSERT_TRUE(left || segment.name.ends_with("_R")) << segment.name;
            const auto mask = example.labels.mask(segment);
            for (std::size_t i = 0; i < mask.size(); ++i) {
                sides.layer(0)[i] = mask[i] != 0 ? (left ? 2 : 1) : sides.layer(0)[i];
            }
        }
        for (const PlaneSide side : {PlaneSide::Right, PlaneSide::Left}) {
            sides.addSegment({.name = segmentName("Front", side),
                              .value = static_cast<std::uint16_t>(side == PlaneSide::Left ? 2 : 1),
                              .layer = 0,
                              .abbreviation = {},
                              .color = {},
                              .snomed = {}});
        }
        example.labels = sides;
        ModelManifest manifest = drawnManifest();
        manifest.input.size = {160, 160};
        const auto planes = Preprocessor(manifest).referencePlanes(example);
        ASSERT_EQ(planes.size(), 2U);
        for (const ReferencePlane& plane : planes) {
            double labelled = 0, inBody = 0, wanted = 0;
            for (std::size_t i = 0; i < plane.labels.size(); ++i) {
                labelled += plane.labels[i] != 0 ? 1 : 0;
                inBody += plane.labels[i] != 0 && plane.input.body[i] != 0 ? 1 : 0;
            }
            for (const std::uint16_t value : sides.layer(0)) {
                wanted += value == (plane.placement.side == PlaneSide::Left ? 2 : 1) ? 1 : 0;
            }
            const auto& spacing = sides.geometry().spacing();
            EXPECT_NEAR(labelled * 1.25 * 1.25 / (wanted * spacing[0] * spacing[1]), 1, 0.02);
            EXPECT_GT(inBody / labelled, 0.999);
        }
    }
}

/// Columns first to last - 1 of every slice.
Volume cropped(const Volume& image, std::int64_t first, std::int64_t last) {
    const GridSize& size = image.geometry().size();
    std::vector<float> pixels;
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = first; x < last; ++x) {
                pixels.push_back(static_cast<float>(image.value({x, y, z})));
            }
        }
    }
    return {Geometry({last - first, size.y, size.z}, image.geometry().spacing()), pixels};
}

TEST(RuntimeData, TheLegModelTellsWhichLegASingleOneIs) {
    const auto package =
        ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models/packages/leg");
    PluginHost host({PLUGIN_FOLDER});
    const auto network = host.loadNetwork(package.manifest(), package.weights());
    const SegmentationPipeline pipeline(package.manifest());
    for (const std::string file : {"leg_manual/pd_example.npz", "leg_manual/t1_example.npz",
                                   "calf_mr/twoLegs.nii.gz", "calf_mr/fat.nii.gz"}) {
        SCOPED_TRACE(file);
        LAUREL_REQUIRE_DATA(file);
        const auto path = dataFolder() / file;
        const Volume image =
            reorient(path.extension() == ".npz" ? readArrayVolume(path) : readNifti(path), {});
        const std::int64_t columns = image.geometry().size().x;
        for (const bool left : {false, true}) {
            const Volume single =
                cropped(image, left ? columns / 2 : 0, left ? columns : columns / 2);
            SegmentOptions options;
            options.threads = 1;
            options.slices = SliceRange{0, 0};
            NoProgress silent;
            const LabelMap labels = pipeline.segment(*network, single, options, silent, {}).labels;
            std::int64_t rightVoxels = 0;
            std::int64_t leftVoxels = 0;
            for (const Segment& segment : labels.segments()) {
                (segment.name.ends_with("_L") ? leftVoxels : rightVoxels) += labels.voxels(segment);
            }
            EXPECT_EQ(left ? rightVoxels : leftVoxels, 0);
            EXPECT_GT(left ? leftVoxels : rightVoxels, 100);
        }
    }
}

} // namespace

} // namespace laurel
