#pragma once

#include "laurel/imaging/masks.h"

namespace laurel {

/// Of two masks of 0 and 1, by its definition; not a number where both are empty.
inline double dice(const Mask& a, const Mask& b) {
    double both = 0;
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += a[i] & b[i];
        sum += a[i] + b[i];
    }
    return 2 * both / sum;
}

} // namespace laurel
