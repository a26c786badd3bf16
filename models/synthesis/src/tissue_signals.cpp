#include "tissue_signals.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace laurel {

namespace {

struct Relaxation {
    double protonDensity;
    double t1; // ms
    double t2; // ms
};

constexpr Relaxation muscleTissue{0.95, 1420, 34};
constexpr Relaxation fatTissue{0.95, 371, 133};
constexpr Relaxation marrowTissue{0.9, 365, 133};
constexpr Relaxation cortexTissue{0.2, 250, 1};
constexpr Relaxation fasciaTissue{0.6, 700, 6};
constexpr Relaxation skinTissue{0.8, 900, 24};
constexpr Relaxation bloodTissue{0.95, 1900, 110};
constexpr Relaxation nerveTissue{0.85, 1100, 55};

struct Protocol {
    double repetition; // ms
    double echo;       // ms
};

double spinEcho(const Relaxation& tissue, const Protocol& protocol) {
    return tissue.protonDensity * (1 - std::exp(-protocol.repetition / tissue.t1)) *
           std::exp(-protocol.echo / tissue.t2);
}

Protocol drawProtocol(Contrast contrast, Random& random) {
    switch (contrast) {
    case Contrast::T1:
        return {random.uniform(350, 850), random.uniform(6, 18)};
    case Contrast::T2:
        return {random.uniform(2500, 6000), random.uniform(40, 85)};
    case Contrast::ProtonDensity:
    case Contrast::Random:
        break;
    }
    return {random.uniform(1800, 4500), random.uniform(6, 28)};
}

/// Fat recovers so fast that without suppression it is never darker than muscle while echoes are
/// short; in T2 weighting chemistry and sequence decide.
void keepFatBrighter(TissueSignals& s, Contrast contrast) {
    if (contrast == Contrast::T1 || contrast == Contrast::ProtonDensity) {
        s.fat = std::max(s.fat, 1.1F * s.muscle);
    }
}

float varied(double signal, double spread, Random& random) {
    return static_cast<float>(signal * std::exp(spread * random.normal()));
}

/// Moving spins leave their slice before the echo (dark) or enter it fresh (bright).
float flowing(float signal, Random& random) {
    return random.chance(0.6) ? signal * static_cast<float>(random.uniform(0.02, 0.4))
                              : signal * static_cast<float>(random.uniform(0.7, 2.2));
}

TissueSignals scanned(Contrast contrast, Random& random) {
    const Protocol protocol = drawProtocol(contrast, random);
    TissueSignals s;
    s.muscle = varied(spinEcho(muscleTissue, protocol), 0.12, random);
    s.fat = varied(spinEcho(fatTissue, protocol), 0.15, random);
    keepFatBrighter(s, contrast);
    s.marrow = varied(s.fat * spinEcho(marrowTissue, protocol) / spinEcho(fatTissue, protocol),
                      0.12, random);
    s.cortex = varied(spinEcho(cortexTissue, protocol), 0.3, random);
    s.fascia = varied(spinEcho(fasciaTissue, protocol), 0.3, random);
    s.skin = varied(spinEcho(skinTissue, protocol), 0.25, random);
    s.artery = flowing(varied(spinEcho(bloodTissue, protocol), 0.2, random), random);
    s.vein = flowing(varied(spinEcho(bloodTissue, protocol), 0.2, random), random);
    s.nerve = varied(spinEcho(nerveTissue, protocol), 0.2, random);
    return s;
}

void suppressFat(TissueSignals& s, Random& random) {
    const auto left = static_cast<float>(random.uniform(0.05, 0.4));
    s.fat *= left;
    s.marrow *= left * static_cast<float>(random.uniform(0.7, 1.3));
}

/// Any order of brightness, but bone stays dark: nothing in MR makes cortical bone bright.
TissueSignals arbitrary(Random& random) {
    const auto draw = [&random](double low, double high) {
        return static_cast<float>(random.uniform(low, high));
    };
    TissueSignals s;
    s.muscle = draw(0.15, 1);
    s.fat = draw(0.1, 1);
    s.marrow = random.chance(0.7) ? s.fat * draw(0.7, 1.3) : draw(0.1, 1);
    s.cortex = draw(0, 0.15);
    s.fascia = draw(0, 0.6) * s.muscle;
    s.skin = draw(0.1, 0.8);
    s.artery = draw(0, 1.2);
    s.vein = draw(0, 1.2);
    s.nerve = draw(0.2, 1);
    return s;
}

TissueSignals drawAny(Random& random) {
    const double choice = random.uniform();
    if (choice < 0.12) {
        return arbitrary(random);
    }
    constexpr std::array<Contrast, 3> kinds{Contrast::ProtonDensity, Contrast::T1, Contrast::T2};
    TissueSignals signals = scanned(kinds[static_cast<std::size_t>(random.integer(0, 2))], random);
    if (choice < 0.24) {
        suppressFat(signals, random);
    }
    return signals;
}

} // namespace

TissueSignals drawTissueSignals(Contrast contrast, Random& random) {
    TissueSignals s = contrast == Contrast::Random ? drawAny(random) : scanned(contrast, random);
    const float scale = 1 / std::max({s.muscle, s.fat, 1e-3F});
    for (float* signal : {&s.muscle, &s.fat, &s.marrow, &s.cortex, &s.fascia, &s.skin, &s.artery,
                          &s.vein, &s.nerve}) {
        *signal *= scale;
    }
    return s;
}

} // namespace laurel
