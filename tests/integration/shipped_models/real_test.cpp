#include "shipped_model.h"

#include "laurel/arrays/bundles.h"
#include "support/data_folder.h"

#include <gtest/gtest.h>
#include <map>

namespace laurel {
namespace {

/// The reference's names as the model has them.
LabelMap withModelNames(LabelMap labels) {
    static const std::map<std::string, std::string> names{
        {"Gastrocnemius Medialis", "Gastrocnemius medialis"},
        {"Gastrocnemius Lateralis", "Gastrocnemius lateralis"},
        {"Tibialis Anterior", "Tibialis anterior"},
        {"Extensor Longus Digitorum", "Extensor digitorum longus"}};
    std::vector<Segment> segments = labels.segments();
    labels.clearSegments();
    for (Segment& segment : segments) {
        const std::size_t side = segment.name.rfind('_');
        const auto found = names.find(segment.name.substr(0, side));
        if (found != names.end()) {
            segment.name = found->second + segment.name.substr(side);
        }
        labels.addSegment(segment);
    }
    return labels;
}

class ShippedLegOnRealLimbs : public testing::TestWithParam<std::string> {};

TEST_P(ShippedLegOnRealLimbs, FindsMuscles) {
    LAUREL_REQUIRE_DATA("leg_manual");
    const auto folder = dataFolder() / "leg_manual";
    const Volume image = readArrayVolume(folder / (GetParam() + "_example.npz"));
    const LabelMap reference = withModelNames(
        readArrayLabels(folder / (GetParam() + "_manual_rois.npz"), {}, image.geometry()));
    const Evaluation evaluation = evaluateShipped("leg", image, reference, "manual " + GetParam());
    EXPECT_EQ(evaluation.labels.size(), 12U);
    EXPECT_GE(evaluation.meanDice.value_or(0), 0.70);
}

INSTANTIATE_TEST_SUITE_P(Images, ShippedLegOnRealLimbs, testing::Values("pd", "t1"));

} // namespace
} // namespace laurel
