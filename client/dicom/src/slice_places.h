#pragma once

#include "slice_header.h"

namespace laurel {

/// Where slices lie along their common normal.
struct SlicePlaces {
    std::vector<double> along; ///< mm, ascending
    std::size_t places = 0;    ///< different ones
    std::size_t mostAtOne = 0; ///< greatest number of images at one place
    bool everywhereAlike = true;

    std::size_t duplicates() const { return along.size() - places; }
    /// No two at one place, and each where even distances would have it (within `sameSpacing`).
    bool isEven() const;
};

/// Precondition: not empty; position and orientation are stated, the same orientation for all.
SlicePlaces placesOf(const std::vector<SliceHeader>& slices);

} // namespace laurel
