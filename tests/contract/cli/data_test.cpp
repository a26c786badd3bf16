// laurelctl on real files.

#include "laurelctl.h"

#include "laurel/base/files.h"
#include "laurel/formats/files.h"
#include "support/data_folder.h"

#include <gmock/gmock.h>

namespace laurel {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(RealData, InfoOfAStudyTellsImagesFromStructures) {
    LAUREL_REQUIRE_DATA("thigh_mr_dicom");
    const json document = laurelctlJson({"info", dataFolder() / "thigh_mr_dicom"});
    ASSERT_EQ(document["volumes"].size(), 2U);
    const json& image = document["volumes"][0];
    EXPECT_EQ(image["size"], (json{512, 512, 40}));
    EXPECT_NEAR(image["spacing_mm"][2], 5.2, 1e-3);
    EXPECT_EQ(image["problems"], json::array());
    EXPECT_THAT(document["volumes"][1]["problems"][0], HasSubstr("not images"));
}

TEST(RealData, WhatIsNotSupportedIsListedByInfoAndRefusedByConvert) {
    const std::string failing = "dicom_edge/dicom2nifti/failing/gantrytilting/001";
    LAUREL_REQUIRE_DATA(failing);
    const std::string folder = dataFolder() / failing;
    const json document = laurelctlJson({"info", folder});
    EXPECT_THAT(document["volumes"][0]["problems"][0], HasSubstr("gantry tilt"));
    const TemporaryFolder out;
    const ProcessResult result = laurelctl({"convert", folder, out.path() / "out.nii.gz"});
    EXPECT_EQ(result.exitCode, 3);
    EXPECT_THAT(result.err, HasSubstr("gantry tilt"));
    EXPECT_TRUE(std::filesystem::is_empty(out.path()));
}

TEST(RealData, ConvertedSeriesKeepsItsHounsfieldUnits) {
    LAUREL_REQUIRE_DATA("ct_trunk/dicom_j2k");
    const TemporaryFolder out;
    const std::string file = out.path() / "ct.nii.gz";
    const ProcessResult result = laurelctl({"convert", dataFolder() / "ct_trunk/dicom_j2k", file});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    const Volume volume = readVolume(file);
    EXPECT_EQ(volume.geometry().size(), (GridSize{512, 512, 20}));
    EXPECT_DOUBLE_EQ(volume.rescale().intercept, -1024);
    EXPECT_NEAR(volume.value({0, 0, 0}), -1024, 30); // air in the corner
}

TEST(RealData, ManualMasksWithoutAGridTakeTheSegmentations) {
    LAUREL_REQUIRE_DATA("leg_manual");
    const auto folder = dataFolder() / "leg_manual";
    const TemporaryFolder out;
    const std::string masks = folder / "pd_manual_rois.npz";
    const json stats =
        laurelctlJson({"stats", "--image", folder / "pd_example.npz", "--labels", masks});
    EXPECT_EQ(stats["labels"].size(), 12U);
    for (const json& label : stats["labels"]) {
        // One slice of 1.125 × 1.125 × 1 mm.
        EXPECT_NEAR(label["volume_ml"], label["voxels"].get<double>() * 1.265625e-3, 1e-9);
    }
    const json same = laurelctlJson({"evaluate", "--reference", masks, "--segmentation", masks});
    EXPECT_DOUBLE_EQ(same["mean_dice"], 1);
}

} // namespace
} // namespace laurel
