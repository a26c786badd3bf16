#include "tissue_signals.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(TissueSignals, FatIsBrighterThanMuscleInT1AndProtonDensity) {
    Random random(1);
    for (const Contrast contrast : {Contrast::T1, Contrast::ProtonDensity}) {
        for (int i = 0; i < 300; ++i) {
            const TissueSignals s = drawTissueSignals(contrast, random);
            EXPECT_GT(s.fat, s.muscle);
            EXPECT_LT(s.cortex, 0.5F * s.muscle);
            EXPECT_LT(s.fascia, s.fat);
        }
    }
}

TEST(TissueSignals, FatOutshinesMuscleMoreInT1ThanInProtonDensity) {
    Random random(2);
    double t1 = 0;
    double protonDensity = 0;
    for (int i = 0; i < 200; ++i) {
        const TissueSignals a = drawTissueSignals(Contrast::T1, random);
        const TissueSignals b = drawTissueSignals(Contrast::ProtonDensity, random);
        t1 += a.fat / a.muscle / 200;
        protonDensity += b.fat / b.muscle / 200;
    }
    EXPECT_GT(t1, 1.3 * protonDensity);
}

TEST(TissueSignals, RandomIncludesSuppressedFat) {
    Random random(3);
    int dark = 0;
    for (int i = 0; i < 1000; ++i) {
        const TissueSignals s = drawTissueSignals(Contrast::Random, random);
        EXPECT_NEAR(std::max(s.muscle, s.fat), 1, 1e-5);
        dark += s.fat < s.muscle ? 1 : 0;
    }
    EXPECT_GT(dark, 80);
    EXPECT_LT(dark, 350);
}

} // namespace
} // namespace laurel
