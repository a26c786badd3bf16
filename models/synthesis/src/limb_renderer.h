#pragma once

#include "limb_plane.h"
#include "limb_style.h"
#include "plane_warp.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// One limb in a window of the output plane, before any scanner: what is where, and its signal.
struct RenderedLimb {
    PlaneGrid grid;
    std::vector<float> signal;        ///< 0 in air
    std::vector<float> skinDistance;  ///< mm to the skin's surface, negative within the body
    std::vector<std::uint16_t> label; ///< of LimbStructures, 0 elsewhere
};

/// From anatomy (distances to structures) to tissue signal and labels. Edges and lines take their
/// strength from distances, so every pixel holds its share of each tissue (partial volume).
/// @param z mm along the limb; textures of neighbouring planes fit together
RenderedLimb renderLimb(const LimbStructures& layout, const LimbPlane& plane,
                        const LimbStyle& style, const PlaneWarp& warp, const PlaneGrid& grid,
                        double z);

/// How far from its centre a limb can reach in the output, mm.
double limbReach(const LimbPlane& plane, const LimbStyle& style, const PlaneWarp& warp);

} // namespace laurel
