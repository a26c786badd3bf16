#pragma once

#include "slice_header.h"

#include "laurel/dicom/series.h"

#include <vector>

namespace laurel {

/// The slices of one series in order, and what they make.
struct SeriesLayout {
    std::vector<SliceHeader> slices;
    SeriesInfo info;
};

/// Sorts, derives the geometry, and finds what stands in the way. Precondition: not empty, one
/// series.
SeriesLayout layOutSeries(std::vector<SliceHeader> slices);

/// The type in which one slice is kept; none where Laurel has none for it.
std::optional<PixelType> storedType(const SliceHeader& slice);

} // namespace laurel
