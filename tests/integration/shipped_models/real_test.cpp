#include "shipped_model.h"

#include "laurel/arrays/bundles.h"
#include "laurel/metrics/label_renaming.h"
#include "support/data_folder.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

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

} // namespace
} // namespace laurel
