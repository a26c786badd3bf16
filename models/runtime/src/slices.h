#pragma once

#include "laurel/engine/engine.h"
#include "laurel/imaging/orientation.h"
#include "laurel/imaging/resampling.h"

#include <optional>
#include <vector>

namespace laurel {

inline PlaneSize slicePlaneSize(const Geometry& geometry) {
    return {geometry.size().y, geometry.size().x};
}

/// Rescaled values of one slice along the third axis; what is not finite becomes 0.
std::vector<float> sliceValues(const Volume& volume, std::int64_t frame, std::int64_t slice);

/// For each canonical slice the slice of the file's third axis that it is; none when that axis runs
/// within canonical slices.
std::optional<std::vector<std::int64_t>> fileSlices(const Geometry& file,
                                                    const Orientation& canonical);

/// Which canonical slices hold voxels of these slices of the file; all when the file's third axis
/// runs within canonical slices.
std::vector<bool> canonicalSlices(const Geometry& file, const Orientation& canonical,
                                  const std::optional<SliceRange>& range);

} // namespace laurel
