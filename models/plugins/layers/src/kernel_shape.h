#pragma once

#include <cstdint>
#include <vector>

namespace laurel {

/// Of a weight with a kernel of equal extent along every axis.
inline std::vector<std::int64_t> kernelShape(int axes, std::int64_t first, std::int64_t second,
                                             std::int64_t kernel) {
    std::vector<std::int64_t> shape(static_cast<std::size_t>(axes) + 2, kernel);
    shape[0] = first;
    shape[1] = second;
    return shape;
}

} // namespace laurel
