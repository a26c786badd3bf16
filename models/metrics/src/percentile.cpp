#include "laurel/metrics/percentile.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace laurel {

double percentile(std::span<const float> sorted, double percent) {
    if (sorted.empty() || !(percent >= 0 && percent <= 100)) {
        throw Error(ErrorCode::InvalidArgument,
                    "percentile " + std::to_string(percent) + " of " +
                        std::to_string(sorted.size()) +
                        " values is not defined; it takes 0 to 100 and at least one value");
    }
    const double rank = percent / 100 * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(rank);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return std::lerp(static_cast<double>(sorted[below]), static_cast<double>(sorted[above]),
                     rank - static_cast<double>(below));
}

} // namespace laurel
