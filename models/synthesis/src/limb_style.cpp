#include "limb_style.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace laurel {

namespace {

float drawn(Random& random, double low, double high) {
    return static_cast<float>(random.uniform(low, high));
}

float scattered(Random& random, double spread) {
    return static_cast<float>(std::exp(spread * random.normal()));
}

PlanePoint direction(double degrees) {
    const double angle = degrees * std::numbers::pi / 180;
    return {std::cos(angle), std::sin(angle)};
}

void drawEnvelope(LimbStyle& style, Random& random) {
    style.skinThickness = drawn(random, 0.8, 2.2);
    style.fatThickness = std::clamp(6.5F * scattered(random, 0.5), 1.8F, 26.0F);
    style.fatGradient = random.uniform(0, 0.5) * direction(random.uniform(0, 360));
    style.fatVariation = drawn(random, 0.03, 0.25);
    style.bonyThinning = drawn(random, 0.1, 0.6);
    style.cruralFascia = {drawn(random, 0.35, 0.9), drawn(random, 0, 1), drawn(random, 0, 0.2)};
    style.septum = {drawn(random, 0.3, 0.7), random.chance(0.5) ? drawn(random, 0, 0.6) : 0.0F, 0};
    style.septumDepth = drawn(random, 0.3, 0.8);
}

void drawInterfaces(LimbStyle& style, std::size_t muscles, Random& random) {
    const double visibility = random.uniform(0, 1);
    const double fatness = random.chance(0.5) ? random.uniform(0, 0.25) : random.uniform(0.2, 1);
    style.interfaces.resize(muscles * muscles);
    for (LineStyle& line : style.interfaces) {
        line.halfWidth = drawn(random, 0.3, 0.9);
        line.visibility =
            static_cast<float>(std::clamp(visibility + 0.3 * random.normal(), 0.0, 1.0));
        line.fatness = static_cast<float>(std::clamp(fatness + 0.2 * random.normal(), 0.0, 1.0));
    }
    style.patchiness = drawn(random, 0.1, 1);
    style.gapFat = drawn(random, 2.5, 6);
    style.junctionFat = random.chance(0.6) ? drawn(random, 0, 4) : 0.0F;
    style.bundleFat = drawn(random, 0, 1);
}

/// Most people show little fat within muscles; some show much, rarely in all muscles alike.
double drawSeverity(Random& random) {
    const double choice = random.uniform();
    if (choice < 0.7) {
        return random.uniform(0, 0.12);
    }
    return choice < 0.92 ? random.uniform(0.1, 0.35) : random.uniform(0.3, 0.75);
}

void drawMuscles(LimbStyle& style, std::size_t muscles, double infiltration, Random& random) {
    const double severity = infiltration < 0 ? drawSeverity(random) : infiltration;
    const double gainSpread = random.uniform(0.01, 0.1);
    for (std::size_t i = 0; i < muscles; ++i) {
        style.muscleGain.push_back(scattered(random, gainSpread));
        style.fibreAxis.push_back(random.chance(0.5) ? 1 : 0);
        style.muscleInfiltration.push_back(
            static_cast<float>(std::clamp(severity * (1 + 0.6 * random.normal()), 0.0, 1.0)));
    }
    style.texture = drawn(random, 0.01, 0.09);
    style.textureStep = drawn(random, 1, 3);
    style.streaks = {drawn(random, 0.3, 0.8), random.chance(0.8) ? drawn(random, 0.1, 0.9) : 0.0F,
                     random.chance(0.5) ? drawn(random, 0, 0.2) : drawn(random, 0.3, 1)};
    style.streakThreshold = drawn(random, -0.6, 1.3);
}

} // namespace

LimbStyle drawLimbStyle(const LimbStructures& layout, const LimbStyleSettings& settings,
                        Random& random) {
    LimbStyle style;
    style.signals = drawTissueSignals(settings.contrast, random);
    drawEnvelope(style, random);
    drawInterfaces(style, layout.muscles.size(), random);
    drawMuscles(style, layout.muscles.size(), settings.fatInfiltration, random);
    style.cortexThickness = drawn(random, 2, 5.5);
    style.marrowRoundness = drawn(random, 0.2, 1);
    style.vesselSize = drawn(random, 0.6, 1.6);
    const int veins = random.integer(0, 4);
    for (int i = 0; i < veins; ++i) { // more of them behind and medially
        style.veinDirections.push_back(direction(45 + 70 * random.normal()));
    }
    style.seed = random.bits();
    return style;
}

LimbStyle otherLimb(const LimbStyle& style, Random& random) {
    LimbStyle other = style;
    other.fatThickness *= scattered(random, 0.06);
    other.fatGradient = other.fatGradient + 0.1 * direction(random.uniform(0, 360));
    for (std::size_t i = 0; i < other.muscleGain.size(); ++i) {
        other.muscleGain[i] *= scattered(random, 0.02);
        other.muscleInfiltration[i] =
            std::min(1.0F, other.muscleInfiltration[i] * scattered(random, 0.3));
    }
    for (LineStyle& line : other.interfaces) {
        line.visibility = std::min(1.0F, line.visibility * scattered(random, 0.25));
    }
    for (PlanePoint& vein : other.veinDirections) {
        const double turn = 0.4 * random.normal();
        vein = {vein.x * std::cos(turn) - vein.y * std::sin(turn),
                vein.x * std::sin(turn) + vein.y * std::cos(turn)};
    }
    other.seed = random.bits();
    return other;
}

} // namespace laurel
