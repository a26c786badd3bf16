#pragma once

#include "limb_plane.h"

#include <optional>
#include <vector>

namespace laurel {

/// The largest circle within a bone.
struct BoneCircle {
    PlanePoint centre;
    double radius = 0; ///< mm
};

/// Finds bones in the gaps that muscle masks leave, by where they lie among the muscles. Works on
/// planes whose compartment and muscle fields are set; the order is that of the layout's bones.
std::vector<BoneCircle> findBones(const LimbPlane& plane, const LimbStructures& layout);

/// Fills the distance fields of bones and marrow from circles, bounded by the muscles around.
void writeBones(LimbPlane& plane, const LimbStructures& layout,
                const std::vector<BoneCircle>& circles);

/// The circle around the deepest point of a structure that reaches its surface.
BoneCircle largestCircle(const LimbPlane& plane, int field);

/// Fills a field with the distance to a circle.
void writeCircle(LimbPlane& plane, int field, const BoneCircle& circle);

/// Where neurovascular bundles run, from muscles and bones: three in the leg, one in the thigh.
std::vector<PlanePoint> findBundles(const LimbPlane& plane, const LimbStructures& layout,
                                    const std::vector<BoneCircle>& circles);

/// Distance to the nearest muscle at a grid point, negative within one.
float nearestMuscle(const LimbPlane& plane, const LimbStructures& layout, std::int64_t column,
                    std::int64_t row);

} // namespace laurel
