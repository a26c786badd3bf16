#pragma once

#include "plane_grid.h"

#include <cstdint>
#include <span>
#include <vector>

namespace laurel {

/// Smooth random function of space, mean 0, standard deviation about 1: cubic B-splines over a
/// lattice of hashed random numbers. The same seed gives the same function everywhere, so slices
/// of one phantom agree with each other. A value; thread-safe.
class SmoothField {
  public:
    /// @param step  lattice distance in the plane, mm; features are about twice as large
    /// @param stepZ the same across planes
    SmoothField(std::uint64_t seed, double step, double stepZ)
        : SmoothField(seed, step, step, stepZ) {}
    SmoothField(std::uint64_t seed, double step) : SmoothField(seed, step, step, step) {}
    /// Elongated along x or y.
    SmoothField(std::uint64_t seed, double stepX, double stepY, double stepZ)
        : seed_(seed), stepX_(stepX), stepY_(stepY), stepZ_(stepZ) {}

    /// Values on a grid at height z (mm).
    std::vector<float> sample(const PlaneGrid& grid, double z) const;

  private:
    std::uint64_t seed_;
    double stepX_;
    double stepY_;
    double stepZ_;
};

} // namespace laurel
