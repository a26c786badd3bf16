#pragma once

#include "plane_layout.h"

#include <span>

namespace laurel::ui {

/// Calls put(row, column, sample) for the voxels of a part of a slice, laid out as the screen shows
/// them, straight from the volume's array.
template <typename T, typename Put>
void forEachSample(std::span<const T> voxels, const PlaneLayout& layout, std::int64_t slice,
                   const PlaneRect& part, const Put& put) {
    const std::int64_t step = layout.across().stride;
    for (std::int64_t row = part.top; row <= part.bottom; ++row) {
        const T* sample = voxels.data() + layout.firstOffset(slice) + row * layout.down().stride;
        for (std::int64_t column = part.left; column <= part.right; ++column) {
            put(row, column, sample[column * step]);
        }
    }
}

} // namespace laurel::ui
