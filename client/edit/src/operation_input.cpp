#include "laurel/edit/mask_operation.h"

#include "laurel/base/error.h"
#include "operation_kinds.h"
#include "paint_places.h"
#include "voxel_runs.h"

#include <algorithm>
#include <cmath>

/// What an operation needs to know, copied from the case.
namespace laurel {

namespace {

/// How far beyond the segment an operation looks or reaches, in mm.
double reachOf(const MaskOperation& operation) {
    return std::visit(
        Overloaded{[](const GrowParameters& grow) { return grow.shrink ? 0.0 : grow.mm; },
                   [](const MorphologyParameters& morphology) { return morphology.mm; },
                   [](const SmoothParameters& smooth) { return 4 * smooth.mm; },
                   [](const auto&) { return 0.0; }},
        operation);
}

/// Whether the operation concerns voxels far from the segment.
bool isEverywhere(const MaskOperation& operation) {
    const auto* const smooth = std::get_if<SmoothParameters>(&operation);
    return std::holds_alternative<ThresholdParameters>(operation) ||
           (smooth != nullptr && smooth->jointly);
}

/// The slices along the third axis between which a segment lies; empty where it has no voxel.
VoxelBox countedSlices(const SegmentCounts& counts, std::size_t segment, const GridSize& size) {
    VoxelBox box = wholeBox(size);
    while (box.low.z <= box.high.z && counts.voxels(segment, box.low.z) == 0) {
        ++box.low.z;
    }
    while (box.high.z > box.low.z && counts.voxels(segment, box.high.z) == 0) {
        --box.high.z;
    }
    return box;
}

VoxelBox segmentBounds(const Segmentation& segmentation, const SegmentCounts& counts,
                       const Segment& segment, std::size_t index) {
    const VoxelBox within = countedSlices(counts, index, segmentation.labels.geometry().size());
    VoxelBox bounds;
    if (!within.empty()) {
        forEachRunOf(segment.value, segmentation.labels, segment.layer, within,
                     [&](const VoxelIndex& start, std::int64_t length) {
                         bounds.include(start);
                         bounds.include(VoxelIndex{start.x + length - 1, start.y, start.z});
                     });
    }
    return bounds;
}

/// By so many mm and one voxel more, as far as the grid goes.
VoxelBox grownBy(VoxelBox box, double mm, const Geometry& geometry) {
    for (int axis = 0; axis < 3; ++axis) {
        const auto voxels = static_cast<std::int64_t>(std::ceil(
                                mm / geometry.spacing()[static_cast<std::size_t>(axis)])) +
                            1;
        std::int64_t& low = coordinate(box.low, axis);
        std::int64_t& high = coordinate(box.high, axis);
        low = std::max<std::int64_t>(low - voxels, 0);
        high = std::min(high + voxels, geometry.size()[axis] - 1);
    }
    return box;
}

/// The parameters, where voxels beyond the segment come from another one.
const BooleanParameters* unionOf(const MaskOperation& operation) {
    const auto* const boolean = std::get_if<BooleanParameters>(&operation);
    return boolean != nullptr && boolean->kind == BooleanKind::Unite ? boolean : nullptr;
}

/// What the reach lets change.
VoxelBox limitsOf(const OperationScope& scope, const GridSize& size) {
    VoxelBox limits = wholeBox(size);
    if (scope.reach == OperationReach::Range) {
        coordinate(limits.low, scope.plane.axis) = scope.first;
        coordinate(limits.high, scope.plane.axis) = scope.last;
    }
    return limits;
}

VoxelBox boxFor(const Segmentation& segmentation, const SegmentCounts& counts,
                const OperationScope& scope, std::size_t index, const MaskOperation& operation) {
    const Geometry& geometry = segmentation.labels.geometry();
    if (scope.reach == OperationReach::Slice) {
        return boxOfPlane(scope.plane, geometry.size());
    }
    if (isEverywhere(operation)) {
        // A threshold asks nothing of the slices around.
        return std::holds_alternative<ThresholdParameters>(operation)
                   ? limitsOf(scope, geometry.size())
                   : wholeBox(geometry.size());
    }
    VoxelBox bounds = segmentBounds(segmentation, counts, scope.segment, index);
    if (const auto* const boolean = unionOf(operation)) {
        const auto& [layer, value] = boolean->other;
        const std::size_t other = *segmentation.indexOf(layer, value);
        bounds.include(
            segmentBounds(segmentation, counts, segmentation.labels.segments()[other], other));
    }
    return bounds.empty() ? bounds : grownBy(bounds, reachOf(operation), geometry);
}

std::vector<std::uint16_t> copied(const LabelMap& labels, int layer, const VoxelBox& box) {
    std::vector<std::uint16_t> values;
    values.reserve(static_cast<std::size_t>(sizeOfBox(box).voxels()));
    const auto voxels = labels.layer(layer);
    for (VoxelIndex row = box.low; row.z <= box.high.z; ++row.z) {
        for (row.y = box.low.y; row.y <= box.high.y; ++row.y) {
            const auto first =
                voxels.begin() + static_cast<std::ptrdiff_t>(labels.geometry().offset(row));
            values.insert(values.end(), first, first + sizeOfBox(box).x);
        }
    }
    return values;
}

/// Where the area lets paint; empty: anywhere.
Mask placesIn(const LabelMap& labels, const PaintArea& area, const VoxelBox& box) {
    if (area.kind == PaintArea::Kind::Everywhere) {
        return {};
    }
    PaintArea placeOnly = area;
    placeOnly.limitsIntensity = false; // values are asked where the operation runs
    const PaintPlaces places(labels, placeOnly, {});
    Mask mask;
    mask.reserve(static_cast<std::size_t>(sizeOfBox(box).voxels()));
    for (VoxelIndex at = box.low; at.z <= box.high.z; ++at.z) {
        for (at.y = box.low.y; at.y <= box.high.y; ++at.y) {
            for (at.x = box.low.x; at.x <= box.high.x; ++at.x) {
                mask.push_back(places.isInArea(labels.geometry().offset(at)) ? 1 : 0);
            }
        }
    }
    return mask;
}

void requireScope(const Segmentation& segmentation, const OperationScope& scope,
                  const MaskOperation& operation) {
    const GridSize& size = segmentation.labels.geometry().size();
    const SlicePlane& plane = scope.plane;
    const bool isPlane =
        plane.axis >= 0 && plane.axis <= 2 && plane.index >= 0 && plane.index < size[plane.axis];
    const bool isRange =
        isPlane &&
        (scope.reach != OperationReach::Range ||
         (scope.first >= 0 && scope.first <= scope.last && scope.last < size[plane.axis]));
    const auto* const boolean = std::get_if<BooleanParameters>(&operation);
    const bool hasOther =
        boolean == nullptr || segmentation.indexOf(boolean->other.layer, boolean->other.value);
    if (!segmentation.indexOf(scope.segment.layer, scope.segment.value) || !isRange || !hasOther) {
        throw Error(ErrorCode::InvalidArgument, "the segment or the slice is not there any more");
    }
}

void addOther(OperationInput& input, const Segmentation& segmentation,
              const BooleanParameters& boolean) {
    const auto& [layer, value] = boolean.other;
    const LabelMap& labels = segmentation.labels;
    input.otherName = labels.find(layer, value)->name;
    const std::vector<std::uint16_t> values = copied(labels, layer, input.box);
    input.other.resize(values.size());
    std::ranges::transform(values, input.other.begin(), [wanted = value](std::uint16_t present) {
        return present == wanted ? 1 : 0;
    });
    if (layer == input.scope.segment.layer && boolean.kind == BooleanKind::Unite) {
        input.kept[value] = input.locked[value]; // it is asked for by name
    }
}

} // namespace

OperationInput operationInput(const Segmentation& segmentation, const SegmentCounts& counts,
                              std::shared_ptr<const Volume> image, std::int64_t frame,
                              const OperationScope& scope, const MaskOperation& operation) {
    requireScope(segmentation, scope, operation);
    const Geometry& geometry = segmentation.labels.geometry();
    const std::size_t index = *segmentation.indexOf(scope.segment.layer, scope.segment.value);
    OperationInput input;
    input.scope = scope;
    input.grid = geometry.size();
    input.spacing = geometry.spacing();
    input.frame = frame;
    input.box = boxFor(segmentation, counts, scope, index, operation);
    input.limits = limitsOf(scope, geometry.size());
    if (!input.box.empty()) {
        input.values = copied(segmentation.labels, scope.segment.layer, input.box);
        input.places = placesIn(segmentation.labels, scope.area, input.box);
    }
    input.kept = keptValues(segmentation, scope.segment.layer, scope.overwrite);
    input.locked.resize(std::size_t{1} << 16);
    const auto& segments = segmentation.labels.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].layer == scope.segment.layer) {
            input.locked[segments[i].value] = segmentation.looks[i].locked;
        }
    }
    const auto* const boolean = std::get_if<BooleanParameters>(&operation);
    if (boolean != nullptr && !input.box.empty()) {
        addOther(input, segmentation, *boolean);
    }
    input.slices = segmentation.slices;
    input.image = std::move(image);
    return input;
}

} // namespace laurel
