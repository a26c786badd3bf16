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
        : seed_(seed), step_(step), stepZ_(stepZ) {}
    SmoothField(std::uint64_t seed, double step) : SmoothField(seed, step, step) {}

    /// Values on a grid at height z (mm).
    std::vector<float> sample(const PlaneGrid& grid, double z) const;

  private:
    std::uint64_t seed_;
    double step_;
    double stepZ_;
};

} // namespace laurel
