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

/// Intensities of one label in one slice.
std::vector<float> valuesIn(std::span<const float> image, std::span<const std::uint16_t> labels,
                            std::uint16_t value) {
    std::vector<float> result;
    for (std::size_t at = 0; at < labels.size(); ++at) {
        if (labels[at] == value) {
            result.push_back(image[at]);
        }
    }
    return result;
}

LabelStatistics describe(const Segment& segment, std::span<const float> image,
                         const LabelMap& labels) {
    const Geometry& grid = labels.geometry();
    const std::int64_t sliceVoxels = grid.size().x * grid.size().y;
    LabelStatistics result{segment.name, segment.value, {}, {}};
    std::vector<float> all;
    for (std::int64_t slice = 0; slice < grid.size().z; ++slice) {
        std::vector<float> values = valuesIn(
            image.subspan(slice * sliceVoxels, sliceVoxels),
            labels.layer(segment.layer).subspan(slice * sliceVoxels, sliceVoxels), segment.value);
        if (!values.empty()) {
            all.insert(all.end(), values.begin(), values.end());
            result.slices.push_back({slice, describe(std::move(values), grid.voxelVolume())});
        }
    }
    result.whole = describe(std::move(all), grid.voxelVolume());
    return result;
}

} // namespace

std::vector<LabelStatistics> labelStatistics(const Volume& image, const LabelMap& labels,
                                             std::int64_t frame) {
    if (!image.geometry().sameGridAs(labels.geometry())) {
        throw Error(ErrorCode::InvalidInput,
                    "image (" + image.geometry().describe() + ") and labels (" +
                        labels.geometry().describe() +
                        ") must lie on the same grid; resample one of them");
    }
    const std::vector<float> values = image.toFloat(frame);
    std::vector<LabelStatistics> result;
    for (const Segment& segment : labels.segments()) {
        result.push_back(describe(segment, values, labels));
    }
    for (const Segment& segment : labels.unlabelled()) {
        result.push_back(describe(segment, values, labels));
    }
    return result;
}

} // namespace laurel
