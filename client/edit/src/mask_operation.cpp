#include "laurel/edit/mask_operation.h"

#include "laurel/base/error.h"
#include "laurel/edit/delta_runs.h"
#include "laurel/edit/operations.h"
#include "laurel/imaging/masks.h"
#include "mask_smoothing.h"
#include "slice_interpolation.h"
#include "voxel_runs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace laurel {

namespace {

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

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

GridSize sizeOfBox(const VoxelBox& box) {
    return {box.high.x - box.low.x + 1, box.high.y - box.low.y + 1, box.high.z - box.low.z + 1};
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

VoxelBox boxFor(const Segmentation& segmentation, const SegmentCounts& counts,
                const OperationScope& scope, std::size_t index, const MaskOperation& operation) {
    const Geometry& geometry = segmentation.labels.geometry();
    const bool between = std::holds_alternative<InterpolateParameters>(operation);
    if (scope.reach == OperationReach::Slice && !between) {
        return boxOfPlane(scope.plane, geometry.size());
    }
    if (isEverywhere(operation)) {
        return wholeBox(geometry.size());
    }
    const VoxelBox bounds = segmentBounds(segmentation, counts, scope.segment, index);
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

// --- What the operations compute -----------------------------------------------------------------

Mask ownMask(const OperationInput& input) {
    Mask own(input.values.size());
    std::ranges::transform(input.values, own.begin(), [&](std::uint16_t value) {
        return value == input.scope.segment.value ? 1 : 0;
    });
    return own;
}

Mask withoutSmall(const Mask& own, const OperationInput& input, double leastMm3) {
    const Components pieces =
        connectedComponents(own, sizeOfBox(input.box), Connectivity::FacesEdgesCorners);
    const double voxel = input.spacing[0] * input.spacing[1] * input.spacing[2];
    Mask kept(own.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
        const std::int32_t piece = pieces.labels[i];
        kept[i] =
            piece > 0 && static_cast<double>(pieces.sizes[static_cast<std::size_t>(piece - 1)]) *
                                 voxel >=
                             leastMm3
                ? 1
                : 0;
    }
    return kept;
}

Mask withinThreshold(Mask own, const OperationInput& input, const ThresholdParameters& limits,
                     const CancellationToken& cancel) {
    std::size_t at = 0;
    const VoxelBox& box = input.box;
    for (VoxelIndex voxel = box.low; voxel.z <= box.high.z; ++voxel.z) {
        cancel.throwIfCancelled();
        for (voxel.y = box.low.y; voxel.y <= box.high.y; ++voxel.y) {
            for (voxel.x = box.low.x; voxel.x <= box.high.x; ++voxel.x, ++at) {
                const double value = input.image->value(voxel, input.frame);
                if (value >= limits.low && value <= limits.high) {
                    own[at] = 1;
                }
            }
        }
    }
    return own;
}

Mask wantedMask(const OperationInput& input, const MaskOperation& operation,
                const CancellationToken& cancel) {
    const GridSize size = sizeOfBox(input.box);
    const auto& spacing = input.spacing;
    const Mask own = ownMask(input);
    return std::visit(
        Overloaded{[&](const GrowParameters& grow) {
                       return grow.shrink ? erode(own, size, spacing, grow.mm)
                                          : dilate(own, size, spacing, grow.mm);
                   },
                   [&](const MorphologyParameters& morphology) {
                       return morphology.kind == MorphologyKind::Open
                                  ? open(own, size, spacing, morphology.mm)
                              : morphology.kind == MorphologyKind::Close
                                  ? close(own, size, spacing, morphology.mm)
                                  : fillHoles(own, size);
                   },
                   [&](const IslandsParameters& islands) {
                       return islands.largestOnly
                                  ? keepLargestComponent(own, size, Connectivity::FacesEdgesCorners)
                                  : withoutSmall(own, input, islands.leastMm3);
                   },
                   [&](const SmoothParameters& smooth) {
                       return smoothMask(own, size, spacing, smooth.mm);
                   },
                   [&](const ThresholdParameters& limits) {
                       return withinThreshold(own, input, limits, cancel);
                   },
                   [&](const InterpolateParameters&) {
                       const SlicePlane& plane = input.scope.plane;
                       const bool all = input.scope.reach == OperationReach::Volume;
                       const std::int64_t here =
                           plane.index - coordinate(input.box.low, plane.axis);
                       return interpolateSlices(own, size, spacing, plane.axis,
                                                all ? std::nullopt : std::optional(here), cancel);
                   }},
        operation);
}

/// The values that the box would have.
std::vector<std::uint16_t> valuesAfter(const OperationInput& input, const MaskOperation& operation,
                                       const CancellationToken& cancel) {
    const auto* const smooth = std::get_if<SmoothParameters>(&operation);
    if (smooth != nullptr && smooth->jointly) {
        return smoothJointly(input.values, sizeOfBox(input.box), input.spacing, smooth->mm);
    }
    const std::uint16_t own = input.scope.segment.value;
    const Mask wanted = wantedMask(input, operation, cancel);
    std::vector<std::uint16_t> after = input.values;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (wanted[i] != 0) {
            after[i] = own;
        } else if (after[i] == own) {
            after[i] = 0;
        }
    }
    return after;
}

/// Whether the rules let a voxel change so.
bool allows(const OperationInput& input, std::uint16_t before, std::uint16_t after) {
    const bool paintsOver = before != 0 && after != 0;
    return !input.locked[before] && !input.locked[after] &&
           (!paintsOver || input.scope.overwrite == Overwrite::Unlocked);
}

EditDelta deltaOf(const OperationInput& input, const std::vector<std::uint16_t>& after) {
    DeltaRuns runs;
    const VoxelBox& box = input.box;
    std::size_t at = 0;
    for (std::int64_t z = box.low.z; z <= box.high.z; ++z) {
        for (std::int64_t y = box.low.y; y <= box.high.y; ++y) {
            const std::int64_t row = (z * input.grid.y + y) * input.grid.x;
            for (std::int64_t x = box.low.x; x <= box.high.x; ++x, ++at) {
                const std::uint16_t before = input.values[at];
                if (before != after[at] && allows(input, before, after[at])) {
                    runs.add(static_cast<std::uint64_t>(row + x), before, after[at]);
                }
            }
        }
    }
    std::vector<EditDelta::Layer> layers;
    runs.moveInto(layers, input.scope.segment.layer);
    return EditDelta(std::move(layers));
}

StepKind kindOf(const MaskOperation& operation) {
    constexpr std::array kinds{StepKind::Grow,   StepKind::Morphology, StepKind::KeepLargest,
                               StepKind::Smooth, StepKind::Threshold,  StepKind::Interpolate};
    static_assert(kinds.size() == std::variant_size_v<MaskOperation>);
    return kinds[operation.index()];
}

std::string oneDecimal(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

std::string detailFor(const OperationInput& input, const MaskOperation& operation,
                      const std::vector<std::int64_t>& slices) {
    const auto* const smooth = std::get_if<SmoothParameters>(&operation);
    const bool all = smooth != nullptr && smooth->jointly;
    return (all ? "all segments" : input.scope.segment.name) + " · " +
           sliceText(slices.front(), slices.back());
}

} // namespace

std::string describe(const MaskOperation& operation) {
    return std::visit(
        Overloaded{[](const GrowParameters& grow) {
                       return (grow.shrink ? "Shrink " : "Grow ") + oneDecimal(grow.mm) + " mm";
                   },
                   [](const MorphologyParameters& morphology) {
                       return morphology.kind == MorphologyKind::FillHoles
                                  ? "Fill holes"
                                  : (morphology.kind == MorphologyKind::Open ? "Open " : "Close ") +
                                        oneDecimal(morphology.mm) + " mm";
                   },
                   [](const IslandsParameters& islands) -> std::string {
                       return islands.largestOnly ? "Keep largest" : "Remove islands";
                   },
                   [](const SmoothParameters& smooth) {
                       return (smooth.jointly ? "Smooth jointly " : "Smooth ") +
                              oneDecimal(smooth.mm) + " mm";
                   },
                   [](const ThresholdParameters&) -> std::string { return "Threshold"; },
                   [](const InterpolateParameters&) -> std::string { return "Interpolate"; }},
        operation);
}

OperationInput operationInput(const Segmentation& segmentation, const SegmentCounts& counts,
                              std::shared_ptr<const Volume> image, std::int64_t frame,
                              const OperationScope& scope, const MaskOperation& operation) {
    const Geometry& geometry = segmentation.labels.geometry();
    const auto index = segmentation.indexOf(scope.segment.layer, scope.segment.value);
    const SlicePlane& plane = scope.plane;
    if (!index || plane.axis < 0 || plane.axis > 2 || plane.index < 0 ||
        plane.index >= geometry.size()[plane.axis]) {
        throw Error(ErrorCode::InvalidArgument, "the segment or the slice is not there any more");
    }
    OperationInput input{scope, geometry.size(), geometry.spacing(), {}, {}, {}, {}, {}, frame};
    input.box = boxFor(segmentation, counts, scope, *index, operation);
    if (!input.box.empty()) {
        input.values = copied(segmentation.labels, scope.segment.layer, input.box);
    }
    input.locked.resize(std::size_t{1} << 16);
    const auto& segments = segmentation.labels.segments();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].layer == scope.segment.layer) {
            input.locked[segments[i].value] = segmentation.looks[i].locked;
        }
    }
    input.slices = segmentation.slices;
    input.image = std::move(image);
    return input;
}

EditStep computeOperation(const OperationInput& input, const MaskOperation& operation,
                          const CancellationToken& cancel) {
    EditStep step;
    step.label = {kindOf(operation), describe(operation), input.scope.segment.name};
    step.time = std::chrono::system_clock::now();
    if (input.box.empty()) {
        return step;
    }
    const std::vector<std::uint16_t> after = valuesAfter(input, operation, cancel);
    cancel.throwIfCancelled();
    step.voxels = deltaOf(input, after);
    const std::vector<std::int64_t> slices = step.voxels.slices(input.grid);
    for (const std::int64_t slice : slices) {
        const SliceState before = input.slices[static_cast<std::size_t>(slice)];
        if (before != SliceState::InWork) {
            step.slices.push_back({slice, before, SliceState::InWork});
        }
    }
    if (!slices.empty()) {
        step.label.detail = detailFor(input, operation, slices);
    }
    return step;
}

} // namespace laurel
