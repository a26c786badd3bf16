#pragma once

#include "laurel/runtime/preprocessor.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace laurel {

/// The planes of one case, with where they lie. Immutable; thread-safe.
struct PlaneStack {
    Geometry geometry; ///< the canonical grid
    PlaneSize planeSize;
    std::vector<PlanePlacement> placements;
    std::function<NetworkPlane(std::size_t)> plane; ///< of the placement of this index
};

/// Planes are computed whenever they are asked for.
PlaneStack planesOnDemand(PreparedCase prepared);

/// Planes are computed now and kept; the voxels are not. @throws Error Cancelled
PlaneStack planesKept(const PreparedCase& prepared, const CancellationToken& cancel);

} // namespace laurel
