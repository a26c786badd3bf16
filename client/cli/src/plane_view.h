#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/resampling.h"
#include "laurel/imaging/volume.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace laurel {

/// How slices along the third axis are laid out on a screen: row 0 on top, column 0 at the left.
struct PlaneView {
    std::array<char, 2> leftTop{'R', 'A'}; ///< letters of the patient's side at the left and on top
    std::string orientation = "LPS";       ///< to which volumes are brought for it
};

/// Radiological convention for slices of this direction: third axis as it is, patient's right (or
/// anterior) at the left, anterior (or superior) on top.
PlaneView planeViewOf(const Matrix3& direction);

/// A rectangle of a slice, in pixels, on a tile of a picture.
struct Crop {
    std::int64_t column = 0;
    std::int64_t row = 0;
    std::int64_t columns = 1;
    std::int64_t rows = 1;
};

/// The part of the slices that is brighter than air, with a margin of 8 mm; all where that is
/// little.
Crop cropToBody(const std::vector<float>& values, const Geometry& geometry,
                const std::vector<std::int64_t>& slices);

/// Samples a crop of one slice to a tile of the given size, bilinear.
std::vector<float> sampleTile(const std::vector<float>& plane, const PlaneSize& size,
                              const Crop& crop, const PlaneSize& tile);

/// Signed distance in tile pixels to the border of a mask, positive inside, good near the border:
/// the mask, sampled smoothly, over its gradient.
std::vector<float> borderDistance(const std::vector<float>& mask, const PlaneSize& size,
                                  const Crop& crop, const PlaneSize& tile);

} // namespace laurel
