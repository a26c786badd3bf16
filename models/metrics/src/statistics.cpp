#include "laurel/metrics/statistics.h"

#include "laurel/base/error.h"
#include "laurel/metrics/percentile.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// @param values of the region's voxels, in any order; used up
RegionStatistics describe(std::vector<float> values, double voxelVolume) {
    RegionStatistics result;
    result.voxels = std::ssize(values);
    result.volumeMl = static_cast<double>(result.voxels) * voxelVolume * 1e-3;
    std::erase_if(values, [](float value) { return !std::isfinite(value); });
    if (values.empty()) {
        return result;
    }
    std::sort(values.begin(), values.end());
    const auto count = static_cast<double>(values.size());
    double sum = 0;
    for (const float value : values) {
        sum += value;
    }
    const double mean = sum / count;
    double squares = 0;
    for (const float value : values) {
        squares += (value - mean) * (value - mean);
    }
    result.mean = mean;
    result.standardDeviation = std::sqrt(squares / count);
    result.percentiles.emplace();
    std::transform(reportedPercentiles.begin(), reportedPercentiles.end(),
                   result.percentiles->begin(),
                   [&](double percent) { return percentile(values, percent); });
    return result;
}

/// Intensities of one slice where `isInside` says so of the voxel's index within the map.
template <typename IsInside>
std::vector<float> valuesIn(std::span<const float> image, std::int64_t first, std::int64_t count,
                            const IsInside& isInside) {
    std::vector<float> result;
    for (std::int64_t at = first; at < first + count; ++at) {
        if (isInside(static_cast<std::size_t>(at))) {
            result.push_back(image[static_cast<std::size_t>(at)]);
        }
    }
    return result;
}

template <typename IsInside>
LabelStatistics describe(const Segment& segment, std::span<const float> image, const Geometry& grid,
                         const SliceFilter& wanted, const IsInside& isInside) {
    const std::int64_t sliceVoxels = grid.size().x * grid.size().y;
    LabelStatistics result{segment.name, segment.value, {}, {}};
    std::vector<float> all;
    for (std::int64_t slice = 0; slice < grid.size().z; ++slice) {
        if (wanted && !wanted(slice)) {
            continue;
        }
        std::vector<float> values = valuesIn(image, slice * sliceVoxels, sliceVoxels, isInside);
        if (!values.empty()) {
            all.insert(all.end(), values.begin(), values.end());
            result.slices.push_back({slice, describe(std::move(values), grid.voxelVolume())});
        }
    }
    result.whole = describe(std::move(all), grid.voxelVolume());
    return result;
}

void requireSameGrid(const Volume& image, const LabelMap& labels) {
    if (!image.geometry().sameGridAs(labels.geometry())) {
        throw Error(ErrorCode::InvalidInput,
                    "image (" + image.geometry().describe() + ") and labels (" +
                        labels.geometry().describe() +
                        ") must lie on the same grid; resample one of them");
    }
}

} // namespace

std::vector<LabelStatistics> labelStatistics(const Volume& image, const LabelMap& labels,
                                             std::int64_t frame, const SliceFilter& wanted) {
    requireSameGrid(image, labels);
    const std::vector<float> values = image.toFloat(frame);
    std::vector<LabelStatistics> result;
    const auto add = [&](const Segment& segment) {
        const auto layer = labels.layer(segment.layer);
        result.push_back(describe(segment, values, labels.geometry(), wanted,
                                  [&](std::size_t at) { return layer[at] == segment.value; }));
    };
    for (const Segment& segment : labels.segments()) {
        add(segment);
    }
    for (const Segment& segment : labels.unlabelled()) {
        add(segment);
    }
    return result;
}

LabelStatistics statisticsOfAllLabels(const Volume& image, const LabelMap& labels,
                                      std::int64_t frame, const SliceFilter& wanted) {
    requireSameGrid(image, labels);
    return describe({}, image.toFloat(frame), labels.geometry(), wanted, [&](std::size_t at) {
        for (int layer = 0; layer < labels.layers(); ++layer) {
            if (labels.layer(layer)[at] != 0) {
                return true;
            }
        }
        return false;
    });
}

} // namespace laurel
