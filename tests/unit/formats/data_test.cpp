#include "laurel/formats/files.h"

#include "laurel/base/files.h"

#include "../../support/data_folder.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// A real image and its labels go through every format and come back the same.
TEST(RealFilesTest, ConvertingThroughEveryFormatChangesNothing) {
    LAUREL_REQUIRE_DATA("calf_mr/labels.nii.gz");
    const LabelMap labels = readLabels(dataFolder() / "calf_mr" / "labels.nii.gz");
    const Volume image = readVolume(dataFolder() / "calf_mr" / "water.nii.gz");
    const TemporaryFolder folder;
    for (const std::string extension : {".nii.gz", ".hdr", ".npz", ".nrrd", ".seg.nrrd", ".mha"}) {
        const auto path = folder.path() / ("copy" + extension);
        writeLabels(path, labels);
        EXPECT_EQ(readLabels(path), labels) << extension;
        writeVolume(path, image);
        const Volume read = readVolume(path);
        EXPECT_TRUE(read.geometry().sameGridAs(image.geometry())) << extension;
        EXPECT_EQ(read.pixels(), image.pixels()) << extension;
    }
}

TEST(RealFilesTest, EverySharedImageIsReadOrRefusedWithItsReason) {
    LAUREL_REQUIRE_DATA("thigh_labelmaps");
    int files = 0;
    for (const char* name : {"thigh_labelmaps", "thigh_mr", "abdomen_template", "lumbar_dixon"}) {
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(dataFolder() / name)) {
            if (isKnownFormat(entry.path())) {
                EXPECT_NO_THROW(inspectFile(entry.path())) << entry.path();
                ++files;
            }
        }
    }
    EXPECT_GE(files, 20);
}

} // namespace
} // namespace laurel
