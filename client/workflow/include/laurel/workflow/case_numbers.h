#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/imaging/volume.h"
#include "laurel/metrics/statistics.h"

#include <optional>
#include <string>
#include <vector>

/// What a case measures: per segment and per slice.
namespace laurel {

/// How statistics are written.
struct StatisticsCsv {
    bool slicewise = false; ///< a line for each slice too
    /// Share of fat, per label; a column of its own.
    std::optional<std::vector<std::optional<double>>> fat;
    /// Of each slice; a last column "reviewed" says "yes", "no", or of a whole label how many of
    /// its slices: "12 of 30".
    std::optional<std::vector<SliceState>> states;
};

/// name, value, slice (from 0, or "all"), voxels, volume_ml, mean, sd, percentiles. Undefined
/// numbers are empty, never 0.
std::string statisticsCsv(const std::vector<LabelStatistics>& labels, const StatisticsCsv& how);

/// The labels with background in every slice that nobody has reviewed.
LabelMap reviewedOnly(LabelMap labels, const std::vector<SliceState>& states);

/// The greatest area of a label in one slice, cm²; none where it has no voxel.
std::optional<double> largestAreaOf(const LabelStatistics& label, const Geometry& geometry);

/// How many of the label's slices are reviewed.
std::int64_t reviewedSlicesOf(const LabelStatistics& label, const std::vector<SliceState>& states);

} // namespace laurel
