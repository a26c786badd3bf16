#include "laurel/metrics/overlap.h"

#include "laurel/base/error.h"

#include <string>

namespace laurel {

namespace {

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? std::nullopt
                      : std::optional(static_cast<double>(part) / static_cast<double>(whole));
}

OverlapCounts countsOf(std::span<const std::uint8_t> reference,
                       std::span<const std::uint8_t> segmentation) {
    OverlapCounts counts;
    for (std::size_t at = 0; at < reference.size(); ++at) {
        const int inReference = reference[at] != 0 ? 1 : 0;
        const int inSegmentation = segmentation[at] != 0 ? 1 : 0;
        counts.reference += inReference;
        counts.segmentation += inSegmentation;
        counts.both += inReference & inSegmentation;
    }
    return counts;
}

} // namespace

OverlapCounts& OverlapCounts::operator+=(const OverlapCounts& other) noexcept {
    reference += other.reference;
    segmentation += other.segmentation;
    both += other.both;
    return *this;
}

std::optional<double> dice(const OverlapCounts& counts) noexcept {
    return ratio(2 * counts.both, counts.reference + counts.segmentation);
}

std::optional<double> intersectionOverUnion(const OverlapCounts& counts) noexcept {
    return ratio(counts.both, counts.reference + counts.segmentation - counts.both);
}

std::optional<double> precision(const OverlapCounts& counts) noexcept {
    return ratio(counts.both, counts.segmentation);
}

std::optional<double> recall(const OverlapCounts& counts) noexcept {
    return ratio(counts.both, counts.reference);
}

std::optional<double> relativeError(const OverlapCounts& counts) noexcept {
    return ratio(counts.segmentation - counts.reference, counts.reference);
}

std::optional<double> meanDice(std::span<const OverlapCounts> labels) noexcept {
    double sum = 0;
    int defined = 0;
    for (const OverlapCounts& counts : labels) {
        if (const std::optional<double> value = dice(counts)) {
            sum += *value;
            ++defined;
        }
    }
    return defined == 0 ? std::nullopt : std::optional(sum / defined);
}

std::optional<double> weightedDice(std::span<const OverlapCounts> labelsAndSlices) noexcept {
    double sum = 0;
    double weights = 0;
    for (const OverlapCounts& counts : labelsAndSlices) {
        const auto weight = static_cast<double>(counts.reference);
        sum += weight * dice(counts).value_or(0);
        weights += weight;
    }
    return weights == 0 ? std::nullopt : std::optional(sum / weights);
}

std::vector<OverlapCounts> overlapPerSlice(std::span<const std::uint8_t> reference,
                                           std::span<const std::uint8_t> segmentation,
                                           std::int64_t sliceVoxels) {
    const auto step = static_cast<std::size_t>(sliceVoxels);
    if (sliceVoxels < 1 || reference.size() != segmentation.size() ||
        reference.size() % step != 0) {
        throw Error(ErrorCode::InvalidArgument,
                    "masks of " + std::to_string(reference.size()) + " and " +
                        std::to_string(segmentation.size()) +
                        " voxels are not the same number of slices of " +
                        std::to_string(sliceVoxels));
    }
    std::vector<OverlapCounts> result;
    for (std::size_t start = 0; start < reference.size(); start += step) {
        result.push_back(
            countsOf(reference.subspan(start, step), segmentation.subspan(start, step)));
    }
    return result;
}

} // namespace laurel
