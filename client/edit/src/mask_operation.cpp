#include "laurel/edit/mask_operation.h"

#include "laurel/base/error.h"
#include "laurel/edit/delta_runs.h"
#include "laurel/edit/operations.h"
#include "laurel/imaging/masks.h"
#include "mask_smoothing.h"
#include "operation_kinds.h"
#include "paint_places.h"
#include "voxel_runs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace laurel {

namespace {

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

bool isWithin(const VoxelIndex& at, const VoxelBox& box) {
    return at.x >= box.low.x && at.x <= box.high.x && at.y >= box.low.y && at.y <= box.high.y &&
           at.z >= box.low.z && at.z <= box.high.z;
}

/// All as it is where the segment has nothing at that place.
Mask withPicked(const Mask& own, const OperationInput& input, const IslandPick& pick) {
    if (!isWithin(pick.at, input.box)) {
        return own;
    }
    const GridSize size = sizeOfBox(input.box);
    const VoxelIndex in{pick.at.x - input.box.low.x, pick.at.y - input.box.low.y,
                        pick.at.z - input.box.low.z};
    const auto at = static_cast<std::size_t>(in.x + size.x * (in.y + size.y * in.z));
    const Components pieces = connectedComponents(own, size, Connectivity::FacesEdgesCorners);
    const std::int32_t picked = pieces.labels[at];
    if (picked == 0) {
        return own;
    }
    Mask kept(own.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
        const bool inPiece = pieces.labels[i] == picked;
        kept[i] = own[i] != 0 && inPiece != pick.removes ? 1 : 0;
    }
    return kept;
}

Mask withinThreshold(Mask own, const OperationInput& input, const ThresholdParameters& limits,
                     const CancellationToken& cancel) {
    const ValueReader values({input.image.get(), input.frame});
    const VoxelBox& box = input.box;
    std::size_t at = 0;
    for (std::int64_t z = box.low.z; z <= box.high.z; ++z) {
        cancel.throwIfCancelled();
        for (std::int64_t y = box.low.y; y <= box.high.y; ++y) {
            const std::int64_t row = (z * input.grid.y + y) * input.grid.x;
            for (std::int64_t x = box.low.x; x <= box.high.x; ++x, ++at) {
                const double value = values.at(static_cast<std::size_t>(row + x));
                if (value >= limits.low && value <= limits.high) {
                    own[at] = 1;
                }
            }
        }
    }
    return own;
}

Mask combined(Mask own, const Mask& other, BooleanKind kind) {
    for (std::size_t i = 0; i < own.size(); ++i) {
        const bool mine = own[i] != 0;
        const bool others = other[i] != 0;
        const bool wanted = kind == BooleanKind::Unite       ? mine || others
                            : kind == BooleanKind::Intersect ? mine && others
                                                             : mine && !others;
        own[i] = wanted ? 1 : 0;
    }
    return own;
}

Mask wantedMask(const OperationInput& input, const MaskOperation& operation,
                const CancellationToken& cancel) {
    const GridSize size = sizeOfBox(input.box);
    const auto& spacing = input.spacing;
    const Mask own = ownMask(input);
    return std::visit(Overloaded{[&](const GrowParameters& grow) {
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
                                     return islands.pick ? withPicked(own, input, *islands.pick)
                                            : islands.largestOnly
                                                ? keepLargestComponent(
                                                      own, size, Connectivity::FacesEdgesCorners)
                                                : withoutSmall(own, input, islands.leastMm3);
                                 },
                                 [&](const SmoothParameters& smooth) {
                                     return smoothMask(own, size, spacing, smooth.mm);
                                 },
                                 [&](const ThresholdParameters& limits) {
                                     return withinThreshold(own, input, limits, cancel);
                                 },
                                 [&](const BooleanParameters& boolean) {
                                     return combined(own, input.other, boolean.kind);
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

/// Whether the rules let voxels of an operation change.
class OperationRules {
  public:
    explicit OperationRules(const OperationInput& input)
        : input_(input), limitsValues_(input.scope.area.limitsIntensity) {
        if (limitsValues_) {
            values_ = ValueReader({input.image.get(), input.frame});
        }
    }

    /// @param at     in the box
    /// @param offset in the volume
    bool allow(std::size_t at, std::size_t offset, std::uint16_t before,
               std::uint16_t after) const {
        if (input_.locked[before] || input_.locked[after]) {
            return false;
        }
        const bool paints = after != 0;
        if (paints && (input_.kept[before] || (!input_.places.empty() && input_.places[at] == 0))) {
            return false;
        }
        const double value = limitsValues_ ? values_.at(offset) : 0;
        return !limitsValues_ ||
               (value >= input_.scope.area.low && value <= input_.scope.area.high);
    }

  private:
    const OperationInput& input_;
    bool limitsValues_;
    ValueReader values_;
};

EditDelta deltaOf(const OperationInput& input, const std::vector<std::uint16_t>& after) {
    const OperationRules rules(input);
    DeltaRuns runs;
    const VoxelBox& box = input.box;
    std::size_t at = 0;
    for (VoxelIndex voxel = box.low; voxel.z <= box.high.z; ++voxel.z) {
        for (voxel.y = box.low.y; voxel.y <= box.high.y; ++voxel.y) {
            const std::int64_t row = (voxel.z * input.grid.y + voxel.y) * input.grid.x;
            for (voxel.x = box.low.x; voxel.x <= box.high.x; ++voxel.x, ++at) {
                const std::uint16_t before = input.values[at];
                const auto offset = static_cast<std::size_t>(row + voxel.x);
                if (before != after[at] && isWithin(voxel, input.limits) &&
                    rules.allow(at, offset, before, after[at])) {
                    runs.add(offset, before, after[at]);
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
                               StepKind::Smooth, StepKind::Threshold,  StepKind::Boolean};
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
    const std::string with = input.otherName.empty() ? "" : " and " + input.otherName;
    return (all ? "all segments" : input.scope.segment.name + with) + " · " +
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
                       return islands.pick ? (islands.pick->removes ? "Remove piece" : "Keep piece")
                              : islands.largestOnly ? "Keep largest"
                                                    : "Remove islands";
                   },
                   [](const SmoothParameters& smooth) {
                       return (smooth.jointly ? "Smooth jointly " : "Smooth ") +
                              oneDecimal(smooth.mm) + " mm";
                   },
                   [](const ThresholdParameters&) -> std::string { return "Threshold"; },
                   [](const BooleanParameters& boolean) -> std::string {
                       return boolean.kind == BooleanKind::Unite       ? "Unite"
                              : boolean.kind == BooleanKind::Intersect ? "Intersect"
                                                                       : "Subtract";
                   }},
        operation);
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
