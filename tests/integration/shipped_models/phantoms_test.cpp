#include "shipped_model.h"

#include "laurel/synthesis/limb_phantom.h"

#include <gtest/gtest.h>

namespace laurel {
namespace {

/// Mean Dice of four subjects of the whole variety, of which the training drew others.
double diceOfUnseenPhantoms(const std::string& id,
                            SyntheticCase (*make)(const LimbPhantomSettings&)) {
    double sum = 0;
    const std::vector<Contrast> contrasts{Contrast::ProtonDensity, Contrast::T1, Contrast::T2,
                                          Contrast::Random};
    for (std::size_t i = 0; i < contrasts.size(); ++i) {
        LimbPhantomSettings settings;
        settings.seed = 7001 + i;
        settings.contrast = contrasts[i];
        settings.slices = 6;
        settings.sliceSpacing = 30;
        const SyntheticCase phantom = make(settings);
        const std::string title = id + " phantom " + std::to_string(settings.seed) + " " +
                                  std::string(toString(contrasts[i]));
        sum += evaluateShipped(id, phantom.image, phantom.labels, title).meanDice.value_or(0);
    }
    return sum / static_cast<double>(contrasts.size());
}

TEST(ShippedLeg, FindsMusclesOfUnseenPhantoms) {
    EXPECT_GE(diceOfUnseenPhantoms("leg", makeLegPhantom), 0.85);
}

TEST(ShippedThigh, FindsMusclesOfUnseenPhantoms) {
    EXPECT_GE(diceOfUnseenPhantoms("thigh", makeThighPhantom), 0.75);
}

} // namespace
} // namespace laurel
