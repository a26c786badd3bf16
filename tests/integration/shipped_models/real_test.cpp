#include "engines_agree.h"
#include "shipped_model.h"

#include "laurel/arrays/bundles.h"
#include "laurel/arrays/nifti.h"
#include "laurel/metrics/label_renaming.h"
#include "support/data_folder.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

namespace laurel {
namespace {

/// Segments by label value; values that are not named are background.
LabelMap named(LabelMap labels, const std::map<std::uint16_t, std::string>& names) {
    labels.clearSegments();
    for (const auto& [value, name] : names) {
        labels.addSegment({name, value, 0, {}, {}, {}});
    }
    for (std::uint16_t& value : labels.layer(0)) {
        value = names.contains(value) ? value : std::uint16_t{0};
    }
    return labels;
}

double meanOf(const Evaluation& evaluation, const std::vector<std::string>& prefixes) {
    double sum = 0;
    int count = 0;
    for (const LabelMetrics& label : evaluation.labels) {
        const bool wanted = std::ranges::any_of(
            prefixes, [&](const std::string& prefix) { return label.name.starts_with(prefix); });
        if (wanted && label.dice) {
            sum += *label.dice;
            count += 1;
        }
    }
    return count > 0 ? sum / count : 0;
}

class ShippedLegOnRealLimbs : public testing::TestWithParam<std::string> {};

TEST_P(ShippedLegOnRealLimbs, FindsMuscles) {
    LAUREL_REQUIRE_DATA("leg_manual");
    const auto folder = dataFolder() / "leg_manual";
    const Volume image = readArrayVolume(folder / (GetParam() + "_example.npz"));
    const LabelMap reference = withRenamedSegments(
        readArrayLabels(folder / (GetParam() + "_manual_rois.npz"), {}, image.geometry()),
        {"Gastrocnemius Medialis=Gastrocnemius medialis",
         "Gastrocnemius Lateralis=Gastrocnemius lateralis", "Tibialis Anterior=Tibialis anterior",
         "Extensor Longus Digitorum=Extensor digitorum longus"});
    const Evaluation evaluation = evaluateShipped("leg", image, reference, "manual " + GetParam());
    EXPECT_EQ(evaluation.labels.size(), 12U);
    EXPECT_GE(evaluation.meanDice.value_or(0), 0.70);
}

INSTANTIATE_TEST_SUITE_P(Images, ShippedLegOnRealLimbs, testing::Values("pd", "t1"));

/// The image served to train what ships; the card has the figures of weights that had not seen it.
TEST(ShippedThigh, FindsTheLargeMuscles) {
    LAUREL_REQUIRE_DATA("thigh_mr");
    const std::map<std::uint16_t, std::string> left{{31, "Biceps femoris long head"},
                                                    {33, "Biceps femoris short head"},
                                                    {35, "Semimembranosus"},
                                                    {37, "Semitendinosus"},
                                                    {39, "Adductor magnus"},
                                                    {43, "Adductor longus"},
                                                    {47, "Gracilis"},
                                                    {55, "Vastus lateralis"},
                                                    {57, "Vastus intermedius"},
                                                    {59, "Vastus medialis"},
                                                    {61, "Rectus femoris"},
                                                    {63, "Sartorius"}};
    std::map<std::uint16_t, std::string> names;
    for (const auto& [value, name] : left) {
        names[value] = name + "_L";
        names[static_cast<std::uint16_t>(value + 1)] = name + "_R";
    }
    const auto folder = dataFolder() / "thigh_mr";
    const Evaluation evaluation =
        evaluateShipped("thigh", readNifti(folder / "image.nii.gz"),
                        named(readNiftiLabels(folder / "labels_cnn.nii.gz"), names), "thigh MR");
    EXPECT_EQ(evaluation.labels.size(), 24U);
    EXPECT_GE(
        meanOf(evaluation, {"Vastus", "Rectus", "Adductor magnus", "Biceps femoris long", "Semi"}),
        0.90);
}

class ShippedParaspinal : public testing::TestWithParam<std::string> {};

TEST_P(ShippedParaspinal, FindsErectorAndMultifidus) {
    LAUREL_REQUIRE_DATA("lumbar_dixon");
    const auto folder = dataFolder() / "lumbar_dixon";
    Volume image = readNifti(folder / ("TUM01_" + GetParam() + "_img_img_L2-L5.nii.gz"));
    const LabelMap reference =
        named(readNiftiLabels(folder / "TUM01_fat_manual_label_segmentation_L2-L5.nii.gz"),
              {{1, "Erector spinae_R"},
               {2, "Multifidus_R"},
               {3, "Multifidus_L"},
               {4, "Erector spinae_L"}});
    // Water's header has no place: by index it is fat's grid.
    image = Volume(reference.geometry(), image.pixels(), image.frames(), image.rescale());
    const Evaluation evaluation =
        evaluateShipped("paraspinal", image, reference, "lumbar " + GetParam());
    EXPECT_GE(evaluation.meanDice.value_or(0), 0.90);
}

INSTANTIATE_TEST_SUITE_P(Images, ShippedParaspinal, testing::Values("water", "fat"));

TEST(ShippedTrunk, FindsMusclesOfTheCtItLearntFrom) {
    LAUREL_REQUIRE_DATA("ct_trunk");
    const auto folder = dataFolder() / "ct_trunk";
    Volume image = readNifti(folder / "example_ct.nii.gz");
    image.modality = "CT";
    const Evaluation evaluation =
        evaluateShipped("trunk-ct", image,
                        named(readNiftiLabels(folder / "example_seg_fast_force_split.nii.gz"),
                              {{80, "Gluteus maximus_L"},
                               {81, "Gluteus maximus_R"},
                               {82, "Gluteus medius_L"},
                               {83, "Gluteus medius_R"},
                               {84, "Gluteus minimus_L"},
                               {85, "Gluteus minimus_R"},
                               {86, "Autochthonous back muscles_L"},
                               {87, "Autochthonous back muscles_R"},
                               {88, "Iliopsoas_L"},
                               {89, "Iliopsoas_R"}}),
                        "trunk CT");
    EXPECT_GE(meanOf(evaluation, {"Gluteus", "Autochthonous", "Iliopsoas"}), 0.88);
}

/// Model, image.
using ModelImage = std::pair<std::string, std::string>;

class ShippedModelsOnRealImages : public testing::TestWithParam<ModelImage> {};

TEST_P(ShippedModelsOnRealImages, GiveTheSameMasksByEveryEngine) {
    LAUREL_REQUIRE_DATA(GetParam().second.c_str());
    Engine engine;
    const auto package = ModelPackage::open(std::filesystem::path(LAUREL_SOURCE_DIR) / "models" /
                                            "packages" / GetParam().first);
    const auto file = dataFolder() / GetParam().second;
    Volume image = file.extension() == ".npz" ? readArrayVolume(file) : readNifti(file);
    image.modality = package.manifest().input.modality;
    expectSameMasks(engine, package, image);
}

INSTANTIATE_TEST_SUITE_P(
    Images, ShippedModelsOnRealImages,
    testing::Values(ModelImage{"leg", "leg_manual/pd_example.npz"},
                    ModelImage{"leg", "leg_manual/t1_example.npz"},
                    ModelImage{"thigh", "thigh_mr/image.nii.gz"},
                    ModelImage{"paraspinal", "lumbar_dixon/TUM01_water_img_img_L2-L5.nii.gz"},
                    ModelImage{"paraspinal", "lumbar_dixon/TUM01_fat_img_img_L2-L5.nii.gz"},
                    ModelImage{"trunk-ct", "ct_trunk/example_ct.nii.gz"}),
    [](const auto& each) {
        std::string name = each.param.first + "_" + each.param.second;
        std::ranges::replace_if(
            name, [](char c) { return std::isalnum(c) == 0; }, '_');
        return name;
    });

} // namespace
} // namespace laurel
