#pragma once

#include "laurel/synthesis/contrast.h"
#include "laurel/synthesis/muscles.h"
#include "laurel/synthesis/synthetic_case.h"

#include <array>
#include <cstdint>

namespace laurel {

enum class PhantomSides { Right, Left, Both };

struct LimbPhantomSettings {
    std::uint64_t seed =
        1; ///< the subject; with all else equal, the same seed gives the same bytes
    Contrast contrast = Contrast::Random;
    PhantomSides sides = PhantomSides::Both;
    std::array<std::int64_t, 2> size{320, 192}; ///< columns, rows; 32 to 2048 each
    std::array<double, 2> spacing{1.25, 1.25};  ///< mm, 0.3 to 5
    std::int64_t slices = 24;                   ///< 1 to 1000
    double sliceSpacing = 8;                    ///< mm
    /// Where the first and the last slice lie, as fractions of the segment's length from its distal
    /// joint (0) to its proximal joint (1). A negative `firstLevel` centres the stack on the
    /// thickest part of the limb.
    double firstLevel = -1;
    double variation = 1; ///< how unlike each other subjects are: 0 not at all, 1 usual, to 3
    double fatInfiltration = -1; ///< 0 none to 1 severe; negative: drawn, mostly mild
    double noise = -1;           ///< of the muscle's signal; negative: drawn, 0.01 to 0.08
};

/// A made-up lower leg or thigh, of one or both sides, that needs no data: skin, subcutaneous fat,
/// fascia, bones, vessels and muscles whose shapes change along the limb, seen by a made-up MR
/// scanner. Every seed is another subject. Anatomy after the cross-sections in Gray's Anatomy;
/// muscle volumes are compared with Fukunaga et al., J Orthop Res 10 (1992) 928–934.
/// @throws Error InvalidArgument on a setting outside its range
SyntheticCase makeLegPhantom(const LimbPhantomSettings& settings);
SyntheticCase makeThighPhantom(const LimbPhantomSettings& settings);

} // namespace laurel
