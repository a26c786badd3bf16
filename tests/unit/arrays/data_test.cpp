#include "independent_reader.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"
#include "laurel/imaging/orientation.h"

#include "../../support/data_folder.h"
#include "../../support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using ::testing::HasSubstr;

TEST(NiftiSpaceTest, FortyEightOrientationsAreOneVolume) {
    LAUREL_REQUIRE_DATA("nifti_edge/nifti_space");
    const auto folder = dataFolder() / "nifti_edge" / "nifti_space";
    const Volume reference = reorient(readNifti(folder / "LPS.nii.gz"), Orientation("LPS"));
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!isNiftiName(entry.path())) {
            continue;
        }
        const Volume volume = reorient(readNifti(entry.path()), Orientation("LPS"));
        EXPECT_TRUE(volume.geometry().sameGridAs(reference.geometry())) << entry.path();
        EXPECT_EQ(volume.pixels(), reference.pixels()) << entry.path();
        EXPECT_EQ(volume.rescale(), reference.rescale()) << entry.path();
        ++files;
    }
    EXPECT_EQ(files, 48);
}

/// Every real file of these folders, as nibabel reads it.
TEST(RealNiftiTest, VoxelsAndGridsAreAsNibabelHasThem) {
    LAUREL_REQUIRE_DATA("nifti_edge/nibabel");
    if (!pythonHas("numpy, nibabel")) {
        GTEST_SKIP() << "/usr/bin/python3 has no numpy and nibabel to compare with";
    }
    std::vector<std::string> files;
    for (const char* folder : {"nifti_edge", "calf_mr", "leg_stations", "lumbar_dixon", "ibsi"}) {
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(dataFolder() / folder)) {
            if (isNiftiName(entry.path()) && entry.path().filename() != "nifti1.hdr") {
                files.push_back(entry.path().string());
            }
        }
    }
    EXPECT_GE(files.size(), 58U);
    const auto readings = readIndependently("nifti", files);
    for (std::size_t i = 0; i < files.size(); ++i) {
        SCOPED_TRACE(files[i]);
        expectSameAs(readings.at(i), readNifti(files[i]));
    }
}

TEST(RealNiftiTest, AHeaderWithoutItsImageIsRefused) {
    LAUREL_REQUIRE_DATA("nifti_edge/nibabel/nifti1.hdr");
    const auto path = dataFolder() / "nifti_edge" / "nibabel" / "nifti1.hdr";
    EXPECT_THAT(errorTextOf([&] { readNifti(path); }), HasSubstr("header without its image"));
    const NiftiSummary summary = inspectNifti(path);
    EXPECT_EQ(summary.geometry.size(), (GridSize{91, 109, 91}));
    EXPECT_THAT(summary.problems, ::testing::Contains(HasSubstr("header without its image")));
}

TEST(RealNpzTest, TheLegImagesAndTheirManualMasks) {
    LAUREL_REQUIRE_DATA("leg_manual");
    const auto folder = dataFolder() / "leg_manual";
    const Volume image = readArrayVolume(folder / "pd_example.npz");
    EXPECT_EQ(image.geometry().size(), (GridSize{320, 160, 1}));
    EXPECT_EQ(image.geometry().spacing(), (std::array<double, 3>{1.125, 1.125, 1}));
    EXPECT_EQ(image.pixelType(), PixelType::F32);

    const LabelMap labels = readArrayLabels(folder / "pd_manual_rois.npz", {}, image.geometry());
    EXPECT_TRUE(labels.geometry().sameGridAs(image.geometry()));
    ASSERT_EQ(labels.segments().size(), 12U);
    // Sums of the arrays in NumPy: np.load(...)["Soleus_R"].sum().
    EXPECT_EQ(labels.segments()[0].name, "Soleus_R");
    EXPECT_EQ(labels.voxels(labels.segments()[0]), 2599);
    EXPECT_EQ(labels.voxels(*labels.findByName("Tibialis Anterior_L")), 641);
    EXPECT_EQ(labels.voxels(*labels.findByName("Peroneus_L")), 535);
    // The masks of Soleus_L and Peroneus_L share 4 pixels.
    EXPECT_EQ(labels.layers(), 2);
    EXPECT_EQ(labels.findByName("Peroneus_L")->layer, 1);
}

TEST(RealNpzTest, PixelsAreAsNumpyHasThem) {
    LAUREL_REQUIRE_DATA("leg_manual");
    if (!pythonHas("numpy")) {
        GTEST_SKIP() << "/usr/bin/python3 has no numpy to compare with";
    }
    const auto path = (dataFolder() / "leg_manual" / "t1_example.npz").string();
    const auto reading = readIndependently("npz", {path + ":image"}).at(0);
    const Volume image = readArrayVolume(path);
    // One slice: NumPy's rows × columns in C order are our y × x.
    const std::vector<float> pixels = image.toFloat();
    EXPECT_EQ(std::vector<double>(pixels.begin(), pixels.end()), reading.values);
    EXPECT_EQ(reading.fields.at("shape"), (std::vector<double>{324, 384}));
}

} // namespace
} // namespace laurel
