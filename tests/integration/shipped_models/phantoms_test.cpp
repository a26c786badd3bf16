#include "shipped_model.h"

#include "laurel/synthesis/limb_phantom.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Subjects of the whole variety, of which the training drew others.
TEST(ShippedLeg, FindsMusclesOfUnseenPhantoms) {
    double sum = 0;
    const std::vector<Contrast> contrasts{Contrast::ProtonDensity, Contrast::T1, Contrast::T2,
                                          Contrast::Random};
    for (std::size_t i = 0; i < contrasts.size(); ++i) {
        LimbPhantomSettings settings;
        settings.seed = 7001 + i;
        settings.contrast = contrasts[i];
        settings.slices = 6;
        settings.sliceSpacing = 30;
        const SyntheticCase phantom = makeLegPhantom(settings);
        const std::string title =
            "phantom " + std::to_string(settings.seed) + " " + std::string(toString(contrasts[i]));
        sum += evaluateShipped("leg", phantom.image, phantom.labels, title).meanDice.value_or(0);
    }
    EXPECT_GE(sum / static_cast<double>(contrasts.size()), 0.80);
}

} // namespace
} // namespace laurel
