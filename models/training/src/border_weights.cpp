#include "laurel/training/border_weights.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace laurel {

namespace {

/// The two smallest of the distances seen so far to muscles other than the pixel's own.
struct TwoNearest {
    float first = std::numeric_limits<float>::infinity();
    float second = std::numeric_limits<float>::infinity();

    void add(float distance) {
        if (distance < first) {
            second = first;
            first = distance;
        } else {
            second = std::min(second, distance);
        }
    }
};

void addDistancesTo(std::uint16_t muscle, std::span<const std::uint16_t> labels,
                    const GridSize& grid, std::vector<TwoNearest>& nearest) {
    Mask mask(labels.size());
    std::transform(labels.begin(), labels.end(), mask.begin(), [muscle](std::uint16_t label) {
        return static_cast<std::uint8_t>(label == muscle);
    });
    const std::vector<float> distances = distanceTransform(mask, grid, {1, 1, 1});
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] != muscle) {
            nearest[i].add(distances[i]);
        }
    }
}

} // namespace

std::vector<std::int64_t> classCounts(std::span<const std::uint16_t> labels, int channels) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(channels));
    for (const std::uint16_t label : labels) {
        if (label == ignoredLabel) {
            continue;
        }
        if (label >= channels) {
            throw Error(ErrorCode::InvalidArgument, "label " + std::to_string(label) +
                                                        " in a plane for a network of " +
                                                        std::to_string(channels) + " channels");
        }
        ++counts[label];
    }
    return counts;
}

std::vector<float> borderWeights(std::span<const std::uint16_t> labels, MaskView body,
                                 PlaneSize size, int channels, double sigmaPixels, double peak) {
    const auto pixels = static_cast<std::size_t>(size.rows * size.columns);
    if (labels.size() != pixels || body.size() != pixels) {
        throw Error(ErrorCode::InvalidArgument, "border weights: labels and body must have " +
                                                    std::to_string(pixels) + " pixels, got " +
                                                    std::to_string(labels.size()) + " and " +
                                                    std::to_string(body.size()));
    }
    const std::vector<std::int64_t> counts = classCounts(labels, channels);
    std::vector<TwoNearest> nearest(pixels);
    for (int channel = 1; channel < channels; ++channel) {
        const auto muscle = static_cast<std::uint16_t>(channel);
        if (counts[muscle] > 0) {
            addDistancesTo(muscle, labels, GridSize{size.columns, size.rows, 1}, nearest);
        }
    }
    std::vector<float> weights(pixels);
    const double scale = -1 / (2 * sigmaPixels * sigmaPixels);
    for (std::size_t i = 0; i < pixels; ++i) {
        if (body[i] != 0 && labels[i] != ignoredLabel) {
            const double sum = static_cast<double>(nearest[i].first) + nearest[i].second;
            weights[i] = static_cast<float>(peak * std::exp(sum * sum * scale));
        }
    }
    return weights;
}

std::vector<float> classBalance(std::span<const std::int64_t> counts) {
    const auto total =
        static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    const auto present = static_cast<double>(
        std::count_if(counts.begin(), counts.end(), [](auto n) { return n > 0; }));
    std::vector<float> balance(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        balance[i] = counts[i] > 0
                         ? static_cast<float>(total / present / static_cast<double>(counts[i]))
                         : 0.0F;
    }
    return balance;
}

} // namespace laurel
