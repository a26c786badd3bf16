#pragma once

#include "limb_plane.h"
#include "plane_grid.h"

#include "laurel/base/random.h"

#include <array>
#include <cstdint>
#include <vector>

namespace laurel {

/// Where each pixel of an output grid looks in a limb's plane.
struct WarpedPoints {
    std::vector<float> x; ///< mm in the limb's plane, one per output pixel
    std::vector<float> y;
    float scale = 1; ///< a distance in the limb's plane times this is one in the output
};

/// A turn, a change of size and proportion, a smooth elastic change, and the flat side of a limb
/// that rests on a table: from the output plane (limb centred on `centre`) back to the limb's.
struct PlaneWarp {
    std::array<double, 4> inverse{1, 0, 0, 1}; ///< row-major: output offset → limb offset
    PlanePoint centre;                         ///< of the limb in the output, mm
    double elasticAmplitude = 0;               ///< mm, of the standard deviation
    double elasticStep = 25;                   ///< mm
    double fineAmplitude = 0;                  ///< mm, of details of 20 mm
    double restingDepth = 0; ///< mm that the table presses in; 0 for a hanging limb
    std::uint64_t seed = 0;
    bool mirrored = false; ///< the output shows a left limb

    /// The same warp, changing areas as much as `other` does.
    PlaneWarp withSizeOf(const PlaneWarp& other) const;
    /// Largest factor by which the warp can lengthen, elastic part aside.
    double stretch() const;
    /// @param z mm, along the limb: elastic change is smooth in all three directions
    WarpedPoints apply(const PlaneGrid& grid, const LimbPlane& plane, double z) const;
};

/// @param strength     of all but the size: 0 none, 1 usual
/// @param sizeStrength of the change of size
PlaneWarp drawPlaneWarp(double strength, double sizeStrength, Random& random);

} // namespace laurel
