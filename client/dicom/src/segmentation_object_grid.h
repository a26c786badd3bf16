#pragma once

#include "segmentation_object_header.h"

namespace laurel {

/// The grid that the frames of a SEG lie on.
struct SegmentationGrid {
    Geometry geometry;
    std::vector<std::int64_t> sliceOf; ///< of each frame
};

/// @throws Error Unsupported where planes are turned, shifted or unevenly spaced
SegmentationGrid segmentationGrid(const SegmentationHeader& header,
                                  const std::filesystem::path& path);

} // namespace laurel
