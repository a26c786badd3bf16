#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <span>
#include <vector>

namespace laurel {

/// One frame of the volume sampled at the voxel centres of `target` through world coordinates,
/// trilinear; points more than half a voxel outside get `outside`. Result: rescaled values as F32.
Volume resampleLinear(const Volume& volume, const Geometry& target, std::int64_t frame = 0,
                      float outside = 0);

/// Label maps by nearest voxel; outside is background. Segments and layers are kept.
LabelMap resampleNearest(const LabelMap& labels, const Geometry& target);

/// Size of a plane: rows × columns, row-major, column fastest.
struct PlaneSize {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    bool operator==(const PlaneSize&) const = default;
};

/// Where output pixel (r, c) samples its source: row = rowStart + r·rowStep, the same for columns;
/// in source pixels, centres at integers. A negative step mirrors.
struct PlaneSampling {
    double rowStart = 0;
    double rowStep = 1;
    double columnStart = 0;
    double columnStep = 1;
};

/// Bilinear with antialiasing (a box of |step| pixels when |step| > 1); outside the source:
/// `outside`.
std::vector<float> resamplePlaneLinear(std::span<const float> plane, PlaneSize size,
                                       const PlaneSampling& sampling, PlaneSize outSize,
                                       float outside = 0);
std::vector<std::uint16_t> resamplePlaneNearest(std::span<const std::uint16_t> plane,
                                                PlaneSize size, const PlaneSampling& sampling,
                                                PlaneSize outSize);

} // namespace laurel
