#pragma once

#include "slice_header.h"

namespace laurel {

/// An axial slice of 4 × 3 pixels at height z; rows 2 mm apart, columns 1.5 mm.
inline SliceHeader sliceAt(double z, const std::string& file = "") {
    SliceHeader slice;
    slice.file = file.empty() ? "slice_" + std::to_string(z) : file;
    slice.seriesId = "1.2.3";
    slice.modality = "MR";
    slice.columns = 4;
    slice.rows = 3;
    slice.bitsAllocated = 16;
    slice.bitsStored = 16;
    slice.highBit = 15;
    slice.photometric = "MONOCHROME2";
    slice.position = {10, 20, z};
    slice.orientation = {1, 0, 0, 0, 1, 0};
    slice.pixelSpacing = {2, 1.5};
    return slice;
}

inline std::vector<SliceHeader> stackAt(const std::vector<double>& heights) {
    std::vector<SliceHeader> slices;
    for (std::size_t i = 0; i < heights.size(); ++i) {
        slices.push_back(sliceAt(heights[i], "slice_" + std::to_string(i)));
        slices.back().instanceNumber = static_cast<std::int64_t>(i) + 1;
    }
    return slices;
}

} // namespace laurel
