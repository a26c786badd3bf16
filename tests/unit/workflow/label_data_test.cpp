#include "laurel/workflow/label_source.h"

#include "laurel/formats/files.h"

#include "support/data_folder.h"
#include "support/expect_error.h"

#include <algorithm>

namespace laurel {
namespace {

using ::testing::HasSubstr;

const LabelOptions byIndex{LabelPlacement::ByIndex, Resampling::Never, {}};

/// Fat and water of one subject: the water lies at the origin, so that in the patient the two have
/// nothing in common.
TEST(RealLabels, FatsLabelsGoOntoWaterByIndexOnly) {
    LAUREL_REQUIRE_DATA("lumbar_dixon");
    const auto file = [](const char* name) { return dataFolder() / "lumbar_dixon" / name; };
    const Geometry water = readVolume(file("TUM01_water_img_img_L2-L5.nii.gz")).geometry();
    const Geometry fat = readVolume(file("TUM01_fat_img_img_L2-L5.nii.gz")).geometry();
    const auto labels = file("TUM01_fat_manual_label_segmentation_L2-L5.nii.gz");
    const OpenedLabels onFat = openLabels(labels, fat);
    EXPECT_THAT(errorTextOf([&] { openLabels(labels, water); }), HasSubstr("do not overlap"));
    const OpenedLabels onWater = openLabels(labels, water, byIndex);
    EXPECT_TRUE(std::ranges::equal(onWater.labels.layer(0), onFat.labels.layer(0)));
}

} // namespace
} // namespace laurel
