#pragma once

#include "limb_plane.h"
#include "limb_style.h"

#include "laurel/base/random.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// Muscles turned about a point while bones and fascia stay: by `angle` at the point itself, less
/// and less around it. Where muscles meet differs so between people, above all in the anterior
/// compartment of the leg.
struct Swirl {
    PlanePoint centre;
    double angle = 0;  ///< radians
    double reach = 30; ///< mm, standard deviation of the Gaussian decline
};

/// How one person's cross-section differs from another's beyond a deformation: some muscles are
/// larger at their neighbours' cost, borders run differently, bones are thicker.
struct PlaneVariation {
    std::vector<float> growth;   ///< mm per muscle, outwards
    float borderAmplitude = 0;   ///< mm, of each muscle's own border
    float slantAmplitude = 0;    ///< mm, the same over the length of a whole border
    float compartmentGrowth = 0; ///< mm
    float compartmentAmplitude = 0;
    std::vector<float> boneGrowth; ///< mm per bone
    std::vector<Swirl> swirls;
    std::uint64_t seed = 0;
};

/// @param plane    whose muscles swirls are centred on
/// @param strength 0 none, 1 usual
PlaneVariation drawPlaneVariation(const LimbPlane& plane, const LimbStructures& layout,
                                  double strength, Random& random);

/// Turns the muscles of the front of a leg, between shin and fibula, as they lie in other people:
/// in the cross-sections of anatomy books their borders fall from the deep fascia inwards and
/// backwards, by 15° to 80° (less, as all around is kept) from where label maps of a leg that lies
/// flat have them; and the thin extensor digitorum longus loses more to a mask's erosion than its
/// neighbours, tibialis anterior less. Nothing where the layout has no such muscle.
void varyExtensors(PlaneVariation& variation, const LimbPlane& plane, const LimbStructures& layout,
                   double strength, Random& random);

/// Applies a variation and gives bones the cortex of a style.
/// @param z mm along the limb; borders vary smoothly along it
LimbPlane varied(const LimbPlane& plane, const LimbStructures& layout,
                 const PlaneVariation& variation, const LimbStyle& style, double z);

} // namespace laurel
