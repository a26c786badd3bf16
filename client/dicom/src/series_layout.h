#pragma once

#include "slice_header.h"
#include "stack_resampler.h"

#include "laurel/dicom/series.h"

#include <vector>

namespace laurel {

/// The slices of one volume in order, and what they make.
struct SeriesLayout {
    std::vector<SliceHeader> slices;
    SeriesInfo info;
    /// How the slices come onto a regular grid, where they do not lie on one but can be brought.
    std::optional<IrregularStack> irregular;
};

/// Sorts, derives the geometry, and finds what stands in the way. Precondition: not empty, one
/// series.
SeriesLayout layOutSeries(std::vector<SliceHeader> slices);

/// The type in which one slice is kept; none where Laurel has none for it.
std::optional<PixelType> storedType(const SliceHeader& slice);

} // namespace laurel
