#pragma once

#include "laurel/metrics/statistics.h"

#include <functional>
#include <string>

namespace laurel {

/// A column that statistics do not have of themselves.
struct ExtraColumn {
    std::string name;
    /// Its field for a label, whole (no slice) or in one of its slices.
    std::function<std::string(std::size_t label, const SliceStatistics* slice)> field;
};

/// name, value, slice ("all", or 0-based), voxels, volume_ml, mean, sd, percentiles, extra columns.
/// Undefined numbers are empty.
std::string statisticsCsv(const std::vector<LabelStatistics>& labels, bool slicewise,
                          const std::vector<ExtraColumn>& extra = {});

} // namespace laurel
