#pragma once

#include "limb_plane.h"
#include "tissue_signals.h"

#include "laurel/base/random.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// A thin layer seen edge-on: half-width in mm, how much of its own signal shows (0 to 1), and what
/// it consists of (0 fascia, 1 fat).
struct LineStyle {
    float halfWidth = 0.5F;
    float visibility = 0;
    float fatness = 0;
};

/// Everything that differs between two limbs of the same cross-section: thickness of fat, looks of
/// fascia, signals, texture, infiltration. Lengths in mm.
struct LimbStyle {
    TissueSignals signals;

    float skinThickness = 1.5F;
    float fatThickness = 6;
    PlanePoint fatGradient;     ///< relative change of thickness per compartment radius
    float fatVariation = 0.15F; ///< relative, of a smooth field
    float bonyThinning = 0.6F;  ///< relative, where bone lies under the skin
    LineStyle cruralFascia;
    LineStyle septum; ///< the membranous layer within subcutaneous fat
    float septumDepth = 0.5F;

    std::vector<float> muscleGain;         ///< per muscle, around 1
    std::vector<float> muscleInfiltration; ///< per muscle, 0 to 1
    std::vector<std::size_t> fibreAxis;    ///< per muscle, 0 along x, 1 along y
    std::vector<LineStyle> interfaces;     ///< per pair (a · muscles + b, a < b)
    float patchiness = 0.5F;               ///< how much visibility of lines varies along them
    float gapFat = 3;                      ///< from a muscle's surface to where fat begins
    float junctionFat = 2;                 ///< size of fat where three structures meet
    LineStyle streaks;                     ///< vessels, tendons and fat within muscles
    float streakThreshold = 0.8F;          ///< fewer streaks the higher
    float texture = 0.04F;                 ///< relative
    float textureStep = 1.5F;

    float cortexThickness = 3;
    float marrowRoundness = 0.5F;           ///< 0 follows the surface, 1 is an ellipse
    float vesselSize = 1.2F;                ///< radius
    float bundleFat = 0.5F;                 ///< fat around bundles, 0 to 1
    std::vector<PlanePoint> veinDirections; ///< unit vectors to superficial veins
    std::uint64_t seed = 0;                 ///< of all smooth fields
};

struct LimbStyleSettings {
    Contrast contrast = Contrast::Random;
    double fatInfiltration = -1; ///< 0 to 1; negative: drawn, mostly mild
};

LimbStyle drawLimbStyle(const LimbStructures& layout, const LimbStyleSettings& settings,
                        Random& random);

/// The other limb of the same person in the same scan: alike, never equal.
LimbStyle otherLimb(const LimbStyle& style, Random& random);

} // namespace laurel
