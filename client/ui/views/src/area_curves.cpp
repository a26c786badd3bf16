#include "area_curves.h"

#include "mask_table.h"

#include <algorithm>

namespace laurel::ui {

namespace {

double pixelArea(const Geometry& geometry) {
    return geometry.spacing()[0] * geometry.spacing()[1] / 100; // mm² to cm²
}

} // namespace

std::vector<AreaCurve> areaCurves(const Case& openCase) {
    const Segmentation& segmentation = openCase.segmentation();
    const SegmentCounts& counts = openCase.counts();
    const double area = pixelArea(segmentation.labels.geometry());
    const auto& segments = segmentation.labels.segments();
    std::vector<AreaCurve> curves;
    for (std::size_t i = 0; i < segments.size() && i < counts.segments(); ++i) {
        if (!segmentation.looks[i].visible || counts.voxels(i) == 0) {
            continue;
        }
        AreaCurve curve{segments[i].name, toQColor(segments[i].color), {}};
        for (std::size_t slice = 0; slice < segmentation.slices.size(); ++slice) {
            const auto voxels = counts.voxels(i, static_cast<std::int64_t>(slice));
            const bool known = segmentation.slices[slice] != SliceState::Empty || voxels > 0;
            curve.squareCentimetres.push_back(
                known ? std::optional(static_cast<double>(voxels) * area) : std::nullopt);
        }
        curves.push_back(std::move(curve));
    }
    return curves;
}

namespace {

/// Voxels per value in one slice of a layer.
std::vector<std::int64_t> histogram(const LabelMap& labels, int layer, std::int64_t slice) {
    const auto perSlice =
        static_cast<std::size_t>(labels.geometry().size().x * labels.geometry().size().y);
    std::vector<std::int64_t> counts(65536);
    for (const std::uint16_t value :
         labels.layer(layer).subspan(static_cast<std::size_t>(slice) * perSlice, perSlice)) {
        ++counts[value];
    }
    return counts;
}

std::int64_t sliceStep(const Proposal& proposal) {
    constexpr std::int64_t mostVoxels = std::int64_t{1} << 24;
    const GridSize& size = proposal.labels.geometry().size();
    const std::int64_t slices = proposal.lastSlice - proposal.firstSlice + 1;
    return 1 + size.x * size.y * slices * proposal.labels.layers() / mostVoxels;
}

std::vector<std::int64_t> countedSlices(const Proposal& proposal) {
    std::vector<std::int64_t> slices;
    for (std::int64_t slice = proposal.firstSlice; slice < proposal.lastSlice;
         slice += sliceStep(proposal)) {
        slices.push_back(slice);
    }
    slices.push_back(proposal.lastSlice);
    return slices;
}

} // namespace

std::vector<AreaCurve> areaCurves(const Proposal& proposal, const Segmentation& segmentation) {
    const LabelMap& labels = proposal.labels;
    const double area = pixelArea(labels.geometry());
    std::vector<AreaCurve> curves;
    for (const Segment& segment : labels.segments()) {
        const Segment* known = segmentation.labels.findByName(segment.name);
        curves.push_back({segment.name, toQColor(known ? known->color : segment.color),
                          std::vector<std::optional<double>>(
                              static_cast<std::size_t>(labels.geometry().size().z))});
    }
    for (const std::int64_t slice : countedSlices(proposal)) {
        for (int layer = 0; layer < labels.layers(); ++layer) {
            const auto counts = histogram(labels, layer, slice);
            for (std::size_t i = 0; i < curves.size(); ++i) {
                const Segment& segment = labels.segments()[i];
                if (segment.layer == layer) {
                    curves[i].squareCentimetres[static_cast<std::size_t>(slice)] =
                        static_cast<double>(counts[segment.value]) * area;
                }
            }
        }
    }
    return curves;
}

double largestArea(const std::vector<AreaCurve>& curves) {
    double largest = 0;
    for (const AreaCurve& curve : curves) {
        for (const auto& value : curve.squareCentimetres) {
            largest = std::max(largest, value.value_or(0));
        }
    }
    return largest;
}

} // namespace laurel::ui
