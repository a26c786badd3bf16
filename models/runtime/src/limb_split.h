#pragma once

#include "laurel/imaging/masks.h"
#include "laurel/imaging/resampling.h"

#include <optional>

namespace laurel {

struct SplitPoint {
    double row = 0;
    double column = 0;
};

/// A line between two limbs, in coarse pixels. Points with rowNormal·row + columnNormal·column <=
/// offset lie on the side of low columns. The normal has length 1.
struct SplitLine {
    double rowNormal = 0;
    double columnNormal = 1;
    double offset = 0;
    bool isLow(double row, double column) const noexcept {
        return rowNormal * row + columnNormal * column <= offset;
    }
};

/// How the body of one slice looks.
enum class LimbCount { None, One, Wide, Two }; ///< Wide: broad like two, but without a neck

struct LimbCensus {
    LimbCount count = LimbCount::None;
    double area = 0; ///< pixels
    SplitPoint centroid;
    std::optional<SplitLine> line; ///< for Two, and a makeshift for Wide
};

LimbCensus countLimbs(const Mask& body, const PlaneSize& size);

} // namespace laurel
