#pragma once

#include "laurel/base/error.h"
#include "laurel/imaging/geometry.h"

#include <cstddef>
#include <string>

namespace laurel {

/// @throws Error InvalidArgument unless `count` values fill a grid of that size
inline void requireGrid(std::size_t count, const GridSize& size) {
    if (size.x < 1 || size.y < 1 || size.z < 1 ||
        count != static_cast<std::size_t>(size.voxels())) {
        throw Error(ErrorCode::InvalidArgument,
                    "a grid of " + std::to_string(size.x) + "×" + std::to_string(size.y) + "×" +
                        std::to_string(size.z) + " voxels does not hold " + std::to_string(count) +
                        " values");
    }
}

} // namespace laurel
