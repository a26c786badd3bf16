#pragma once

#include "limb_plane.h"

#include "laurel/imaging/label_map.h"
#include "laurel/synthesis/muscles.h"

#include <vector>

namespace laurel {

/// Consecutive cross-sections of one limb, inferior first.
struct LimbStack {
    double sliceSpacing = 1; ///< mm
    std::vector<LimbPlane> planes;
};

struct LabelPlaneSettings {
    double erosion = 2; ///< mm by which masks are smaller than their muscles
};

/// Which structures the label maps name, over all maps and both sides.
LimbStructures layoutOf(const std::vector<LabelMap>& anatomies, Limb limb);

/// Turns the slices of a label map that hold at least half of the limb's muscles into planes of
/// distances. Masks may be eroded, with gaps between them: surfaces are taken `erosion` further
/// out; what remains between the muscles of a leg is the deep group, bone or fat.
/// @param anatomy in LPS orientation
std::vector<LimbStack> limbStacks(const LabelMap& anatomy, const LimbStructures& layout,
                                  const LabelPlaneSettings& settings);

} // namespace laurel
