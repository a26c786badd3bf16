#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/imaging/label_map.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

/// Segments as closed surfaces, for looking at them from all sides.
namespace laurel::ui {

struct SurfaceCorner {
    std::array<float, 3> at{};     ///< mm to the left, back and head from the middle of all
    std::array<float, 3> normal{}; ///< outwards, of length 1
};

/// Which triangles are of which segment.
struct SurfacePart {
    std::size_t segment = 0; ///< in LabelMap::segments()
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Triangles turn from x to y where they are seen from outside.
struct SurfaceMesh {
    std::vector<SurfaceCorner> corners;
    std::vector<std::array<std::uint32_t, 3>> triangles;
    std::vector<SurfacePart> parts; ///< one for each segment that has voxels
    WorldPoint middle;              ///< of all, which corners count from
    double halfWidth = 0;           ///< mm: the farthest corner from the axis through the middle
    double halfHeight = 0;          ///< mm along that axis, which goes to the head
};

/// Surface nets (Gibson, MICCAI 1998) on a smoothed grid of equal steps, fine enough for a few
/// hundred thousand triangles in all. Slices that nobody drew are gaps; what is smaller than a step
/// stays as a grain of one, so that stray voxels are seen. Takes about a second for a large case:
/// for a task. @throws Error Cancelled
SurfaceMesh surfaceOf(const LabelMap& labels, const CancellationToken& cancel);

} // namespace laurel::ui
