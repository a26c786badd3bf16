#include "laurel/metrics/metrics.h"

#include "laurel/metrics/label_matching.h"
#include "laurel/metrics/surface_distance.h"
#include "same_grid.h"

namespace laurel {

namespace {

constexpr double millilitresPerCubicMillimetre = 1e-3;

Mask maskOf(const LabelMap& labels, const std::optional<Segment>& segment) {
    return segment ? labels.mask(*segment)
                   : Mask(static_cast<std::size_t>(labels.geometry().size().voxels()));
}

std::vector<SliceMetrics> sliceMetrics(std::span<const OverlapCounts> slices, double pixelArea) {
    std::vector<SliceMetrics> result;
    for (std::size_t slice = 0; slice < slices.size(); ++slice) {
        const OverlapCounts& counts = slices[slice];
        if (counts.reference + counts.segmentation > 0) {
            result.push_back({static_cast<std::int64_t>(slice), counts, dice(counts),
                              static_cast<double>(counts.reference) * pixelArea,
                              static_cast<double>(counts.segmentation) * pixelArea,
                              relativeError(counts)});
        }
    }
    return result;
}

LabelMetrics compare(const MatchedLabel& label, const Mask& reference, const Mask& segmentation,
                     const Geometry& grid) {
    const GridSize& size = grid.size();
    const std::vector<OverlapCounts> slices =
        overlapPerSlice(reference, segmentation, size.x * size.y);
    LabelMetrics result;
    result.name = label.name;
    result.value = label.value;
    for (const OverlapCounts& counts : slices) {
        result.counts += counts;
    }
    const OverlapCounts& counts = result.counts;
    result.dice = dice(counts);
    result.iou = intersectionOverUnion(counts);
    result.precision = precision(counts);
    result.recall = recall(counts);
    const double millilitres = grid.voxelVolume() * millilitresPerCubicMillimetre;
    result.referenceVolumeMl = static_cast<double>(counts.reference) * millilitres;
    result.volumeMl = static_cast<double>(counts.segmentation) * millilitres;
    result.volumeError = relativeError(counts);
    result.slices = sliceMetrics(slices, grid.spacing()[0] * grid.spacing()[1]);
    if (counts.reference > 0 && counts.segmentation > 0) {
        const SurfaceDistances distances =
            surfaceDistances(reference, segmentation, size, grid.spacing());
        result.hausdorff95Mm = distances.hausdorff95;
        result.averageSurfaceDistanceMm = distances.averageSymmetric;
    }
    return result;
}

} // namespace

Evaluation evaluate(const LabelMap& reference, const LabelMap& segmentation) {
    requireSameGrid(reference, segmentation);
    const Geometry& grid = reference.geometry();
    Evaluation result;
    std::vector<OverlapCounts> perLabel;
    std::vector<OverlapCounts> perSlice;
    for (const MatchedLabel& label : matchLabels(reference, segmentation)) {
        result.labels.push_back(compare(label, maskOf(reference, label.reference),
                                        maskOf(segmentation, label.segmentation), grid));
        perLabel.push_back(result.labels.back().counts);
        for (const SliceMetrics& slice : result.labels.back().slices) {
            perSlice.push_back(slice.counts);
        }
    }
    result.meanDice = meanDice(perLabel);
    result.weightedDice = weightedDice(perSlice);
    return result;
}

} // namespace laurel
