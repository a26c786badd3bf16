#pragma once

#include "limb_plane.h"
#include "limb_style.h"

#include "laurel/base/random.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// How one person's cross-section differs from another's beyond a deformation: some muscles are
/// larger at their neighbours' cost, borders run differently, bones are thicker.
struct PlaneVariation {
    std::vector<float> growth;   ///< mm per muscle, outwards
    float borderAmplitude = 0;   ///< mm, of each muscle's own border
    float slantAmplitude = 0;    ///< mm, the same over the length of a whole border
    float compartmentGrowth = 0; ///< mm
    float compartmentAmplitude = 0;
    std::vector<float> boneGrowth; ///< mm per bone
    std::uint64_t seed = 0;
};

/// @param strength 0 none, 1 usual
PlaneVariation drawPlaneVariation(const LimbLayout& layout, double strength, Random& random);

/// Applies a variation and gives bones the cortex of a style.
/// @param z mm along the limb; borders vary smoothly along it
LimbPlane varied(const LimbPlane& plane, const LimbLayout& layout, const PlaneVariation& variation,
                 const LimbStyle& style, double z);

} // namespace laurel
