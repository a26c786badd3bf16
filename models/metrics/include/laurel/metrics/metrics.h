#pragma once

#include "laurel/imaging/label_map.h"
#include "laurel/metrics/overlap.h"

#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// One slice (third axis of the grid) in which a label occurs on either side.
struct SliceMetrics {
    std::int64_t slice = 0; ///< 0-based
    OverlapCounts counts;
    std::optional<double> dice;
    double referenceAreaMm2 = 0;     ///< cross-sectional area (CSA)
    double areaMm2 = 0;              ///< the segmentation's
    std::optional<double> areaError; ///< relative and signed, as relativeError
};

/// One structure of a reference compared with a segmentation; undefined values are nullopt.
/// Formulas and edge cases: overlap.h; distances: surface_distance.h, undefined when either mask is
/// empty.
struct LabelMetrics {
    std::string name;
    std::uint16_t value = 0;
    OverlapCounts counts;
    std::optional<double> dice;
    std::optional<double> iou;
    std::optional<double> precision;
    std::optional<double> recall;
    std::optional<double> hausdorff95Mm;
    std::optional<double> averageSurfaceDistanceMm;
    double referenceVolumeMl = 0;
    double volumeMl = 0;               ///< the segmentation's
    std::optional<double> volumeError; ///< relative and signed, as relativeError
    std::vector<SliceMetrics> slices;  ///< ascending
};

struct Evaluation {
    std::vector<LabelMetrics> labels; ///< as matchLabels orders them
    std::optional<double> meanDice;
    std::optional<double> weightedDice;
};

/// Compares a segmentation with a reference on the same grid, label by label (see matchLabels).
/// Deterministic; runs on the calling thread, about a second for 512 × 512 × 100 voxels and a dozen
/// labels.
/// @throws Error InvalidInput when the grids differ
Evaluation evaluate(const LabelMap& reference, const LabelMap& segmentation);

} // namespace laurel
