#pragma once

#include "laurel/base/random.h"

#include <array>
#include <vector>

namespace laurel {

/// A random transfer function of intensities: knots at equal distances from 0 to 1, straight lines
/// between them. 0 stays 0, so that air stays dark, the brightest knot is 1. Neighbouring tissues
/// so change their order of brightness, as between MR sequences, while all structure stays (after
/// Zhou et al., Models Genesis, MICCAI 2019, whose curves are monotonic).
class IntensityCurve {
  public:
    static IntensityCurve draw(Random& random);

    /// Values outside 0 to 1 are as at the nearer end.
    float at(float value) const;

  private:
    static constexpr std::size_t intervals = 6;
    std::array<float, intervals + 1> knots_{};
};

} // namespace laurel
