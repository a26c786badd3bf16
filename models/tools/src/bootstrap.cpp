#include "bootstrap.h"

#include "laurel/base/random.h"
#include "laurel/metrics/percentile.h"

#include <algorithm>

namespace laurel {

std::optional<ConfidenceInterval> bootstrapInterval(
    std::size_t cases,
    const std::function<std::optional<double>(const std::vector<std::size_t>&)>& statistic,
    std::uint64_t seed) {
    constexpr std::size_t samples = 2000;
    if (cases < 2) {
        return std::nullopt;
    }
    Random random(seed);
    std::vector<float> values;
    std::vector<std::size_t> drawn(cases);
    for (std::size_t i = 0; i < samples; ++i) {
        for (std::size_t& one : drawn) {
            one = static_cast<std::size_t>(random.integer(0, static_cast<int>(cases) - 1));
        }
        if (const std::optional<double> value = statistic(drawn)) {
            values.push_back(static_cast<float>(*value));
        }
    }
    if (values.size() < samples / 2) {
        return std::nullopt;
    }
    std::ranges::sort(values);
    return ConfidenceInterval{percentile(values, 2.5), percentile(values, 97.5)};
}

} // namespace laurel
