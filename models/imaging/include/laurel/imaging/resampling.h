#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <span>
#include <vector>

namespace laurel {

/// One frame of the volume sampled at the voxel centres of `target` through world coordinates,
/// trilinear; points up to half a voxel outside get the border's value, others `outside`. Result:
/// rescaled values as F32.
/// @throws Error InvalidArgument when there is no such frame
Volume resampleLinear(const Volume& volume, const Geometry& target, std::int64_t frame = 0,
                      float outside = 0);

/// Label maps by nearest voxel (half-way: the lower index); outside is background. Segments and
/// layers are kept.
LabelMap resampleNearest(const LabelMap& labels, const Geometry& target);

/// Size of a plane: rows × columns, row-major, column fastest.
struct PlaneSize {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    bool operator==(const PlaneSize&) const = default;
};

/// A plane of points anywhere in the patient: point (r, c) is origin + c × columnStep + r ×
/// rowStep, LPS mm.
struct WorldPlane {
    WorldPoint origin;
    WorldPoint columnStep;
    WorldPoint rowStep;
    PlaneSize size;
};

/// One frame of the volume at these points, trilinear, rescaled; as resampleLinear at the borders.
/// Costs time and memory of the plane, not of the volume.
/// @throws Error InvalidArgument when there is no such frame
std::vector<float> samplePlane(const Volume& volume, const WorldPlane& plane,
                               std::int64_t frame = 0, float outside = 0);

/// Where output pixel (r, c) samples its source: row = rowStart + r·rowStep, the same for columns;
/// in source pixels, centres at integers. A negative step mirrors.
struct PlaneSampling {
    double rowStart = 0;
    double rowStep = 1;
    double columnStart = 0;
    double columnStep = 1;
};

/// Each output pixel is the mean of the source over a box of max(1, |step|) pixels along each axis,
/// of which only the part within the source counts: bilinear interpolation for steps up to 1,
/// antialiased above. Centres more than half a pixel outside the source get `outside`.
/// @throws Error InvalidArgument when the span does not fit the size, a step is 0 or not finite, or
///         outSize is empty
std::vector<float> resamplePlaneLinear(std::span<const float> plane, PlaneSize size,
                                       const PlaneSampling& sampling, PlaneSize outSize,
                                       float outside = 0);
/// The same for labels: the nearest pixel's (half-way: the lower index), background outside.
std::vector<std::uint16_t> resamplePlaneNearest(std::span<const std::uint16_t> plane,
                                                PlaneSize size, const PlaneSampling& sampling,
                                                PlaneSize outSize);

} // namespace laurel
