#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/imaging/volume.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// The percentiles that are reported.
inline constexpr std::array<double, 5> reportedPercentiles{5, 25, 50, 75, 95};

/// Size of a region and the image's rescaled intensities in it. Values that are not finite count as
/// voxels but not as intensities; without a finite one the intensities are undefined.
struct RegionStatistics {
    std::int64_t voxels = 0;
    double volumeMl = 0;
    std::optional<double> mean;
    std::optional<double> standardDeviation;          ///< of the population (divided by n)
    std::optional<std::array<double, 5>> percentiles; ///< at reportedPercentiles
};

struct SliceStatistics {
    std::int64_t slice = 0; ///< 0-based, along the third axis
    RegionStatistics region;
};

struct LabelStatistics {
    std::string name;
    std::uint16_t value = 0;
    RegionStatistics whole;
    std::vector<SliceStatistics> slices; ///< those in which the label occurs, ascending
};

/// Which slices along the third axis are looked at.
using SliceFilter = std::function<bool(std::int64_t slice)>;

/// Statistics of one frame of an image in every label of a map on the same grid: its segments in
/// their order, then values without one.
/// @param wanted none: all slices
/// @throws Error InvalidInput when the grids differ, InvalidArgument when there is no such frame
std::vector<LabelStatistics> labelStatistics(const Volume& image, const LabelMap& labels,
                                             std::int64_t frame = 0,
                                             const SliceFilter& wanted = {});

/// The same of all labels together: a voxel that carries several counts once. Name "", value 0.
LabelStatistics statisticsOfAllLabels(const Volume& image, const LabelMap& labels,
                                      std::int64_t frame = 0, const SliceFilter& wanted = {});

} // namespace laurel
