#pragma once

#include "laurel/metrics/confidence.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace laurel {

/// The 95 % interval of a statistic of `cases` independent cases: the 2.5th and the 97.5th
/// percentile of its values over 2000 samples of as many cases, drawn with replacement (Efron &
/// Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13). Whole cases are drawn, because
/// the slices and voxels of one are not independent. With few cases such intervals are too narrow.
/// @param statistic of the cases with these numbers, some of them several times; samples for which
///        it is undefined do not count
/// @returns nothing with less than two cases, or where most samples are undefined
std::optional<ConfidenceInterval> bootstrapInterval(
    std::size_t cases,
    const std::function<std::optional<double>(const std::vector<std::size_t>&)>& statistic,
    std::uint64_t seed);

} // namespace laurel
