#pragma once

#include "laurel/edit/mask_operation.h"

#include "random_operations.h"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

/// Random cases for operations over masks, and what these are by their definitions.
namespace laurel {

/// A part of a volume as a volume of its own: all of it, or one slice.
struct Part {
    GridSize size;
    std::vector<std::size_t> offsets; ///< of its voxels in the whole
};

inline Part partOf(const GridSize& size, const OperationScope& scope) {
    Part part{size, {}};
    const SlicePlane& plane = scope.plane;
    const bool slice = scope.reach == OperationReach::Slice;
    for (std::int64_t i = 0; i < size.voxels(); ++i) {
        const std::array<std::int64_t, 3> at{i % size.x, i / size.x % size.y,
                                             i / (size.x * size.y)};
        if (!slice || at[static_cast<std::size_t>(plane.axis)] == plane.index) {
            part.offsets.push_back(static_cast<std::size_t>(i));
        }
    }
    if (slice) {
        (plane.axis == 0 ? part.size.x : plane.axis == 1 ? part.size.y : part.size.z) = 1;
    }
    return part;
}

inline VoxelIndex indexAt(std::int64_t at, const GridSize& size) {
    return {at % size.x, at / size.x % size.y, at / (size.x * size.y)};
}

inline double distanceMm(const VoxelIndex& a, const VoxelIndex& b,
                         const std::array<double, 3>& spacing) {
    return std::sqrt(std::pow(static_cast<double>(a.x - b.x) * spacing[0], 2) +
                     std::pow(static_cast<double>(a.y - b.y) * spacing[1], 2) +
                     std::pow(static_cast<double>(a.z - b.z) * spacing[2], 2));
}

/// Dilation by the definition: foreground wherever a foreground voxel lies within the radius.
inline Mask within(const Mask& mask, const GridSize& size, const std::array<double, 3>& spacing,
                   double radius, std::uint8_t wanted) {
    Mask near(mask.size());
    for (std::int64_t i = 0; i < std::ssize(mask); ++i) {
        for (std::int64_t j = 0; j < std::ssize(mask) && near[i] == 0; ++j) {
            near[i] = mask[j] == wanted && distanceMm(indexAt(i, size), indexAt(j, size),
                                                      spacing) <= radius + 1e-6
                          ? 1
                          : 0;
        }
    }
    return near;
}

inline Mask inverse(Mask mask) {
    for (std::uint8_t& voxel : mask) {
        voxel = voxel != 0 ? 0 : 1;
    }
    return mask;
}

inline Mask grown(const Mask& mask, const GridSize& size, const std::array<double, 3>& spacing,
                  double mm) {
    return within(mask, size, spacing, mm, 1);
}
inline Mask shrunk(const Mask& mask, const GridSize& size, const std::array<double, 3>& spacing,
                   double mm) {
    return inverse(within(mask, size, spacing, mm, 0));
}

/// Mean by a Gaussian over the whole part at once, voxels beyond the border being those on it.
inline double blurred(const std::function<double(const VoxelIndex&)>& value, const VoxelIndex& at,
                      const GridSize& size, const std::array<double, 3>& spacing,
                      double deviation) {
    const auto reach = [&](int axis) {
        return size[axis] < 2 ? 0
                              : static_cast<std::int64_t>(std::ceil(
                                    3 * deviation / spacing[static_cast<std::size_t>(axis)]));
    };
    double sum = 0;
    double weights = 0;
    for (std::int64_t dz = -reach(2); dz <= reach(2); ++dz) {
        for (std::int64_t dy = -reach(1); dy <= reach(1); ++dy) {
            for (std::int64_t dx = -reach(0); dx <= reach(0); ++dx) {
                const double far = distanceMm({dx, dy, dz}, {0, 0, 0}, spacing) / deviation;
                const double weight = std::exp(-far * far / 2);
                weights += weight;
                sum += weight * value({std::clamp<std::int64_t>(at.x + dx, 0, size.x - 1),
                                       std::clamp<std::int64_t>(at.y + dy, 0, size.y - 1),
                                       std::clamp<std::int64_t>(at.z + dz, 0, size.z - 1)});
            }
        }
    }
    return sum / weights;
}

class MaskOperations : public ::testing::Test {
  protected:
    /// A random case, segment, plane and reach.
    void make(Random& random, int largest) {
        target = randomSegmentation(random, largest);
        lockSome(random, target);
        for (SegmentLook& look : target.looks) {
            look.visible = random.chance(0.6);
        }
        const Geometry& geometry = target.labels.geometry();
        image = std::make_shared<const Volume>(randomImageOn(random, geometry));
        scope = randomScope(random, target);
        part = partOf(geometry.size(), scope);
        own.clear();
        for (const std::size_t offset : part.offsets) {
            own.push_back(
                target.labels.layer(scope.segment.layer)[offset] == scope.segment.value ? 1 : 0);
        }
    }

    EditStep step(const MaskOperation& operation) const {
        return computeOperation(
            operationInput(target, SegmentCounts(target), image, 0, scope, operation), operation,
            CancellationToken{});
    }

    /// Whether the scope's rules let the voxel become this, by what they say in words.
    bool may(const VoxelIndex& at, std::uint16_t wanted) const {
        const int layer = scope.segment.layer;
        const RuleReference rules(target, layer, {scope.overwrite, scope.area}, *image);
        const std::int64_t along = scope.plane.axis == 0   ? at.x
                                   : scope.plane.axis == 1 ? at.y
                                                           : at.z;
        if (scope.reach == OperationReach::Range && (along < scope.first || along > scope.last)) {
            return false;
        }
        return wanted != 0 ? rules.mayPaint(target.labels, at, wanted)
                           : rules.mayErase(target.labels, at, target.labels.at(at, layer));
    }

    /// What the labels are to be when the part's values are to become these.
    LabelMap withValues(const std::vector<std::uint16_t>& wanted) const {
        LabelMap labels = target.labels;
        const auto voxels = labels.layer(scope.segment.layer);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            std::uint16_t& voxel = voxels[part.offsets[i]];
            const VoxelIndex at = indexAt(static_cast<std::int64_t>(part.offsets[i]),
                                          target.labels.geometry().size());
            if (voxel != wanted[i] && may(at, wanted[i])) {
                voxel = wanted[i];
            }
        }
        return labels;
    }

    LabelMap withMask(const Mask& mask) const {
        std::vector<std::uint16_t> wanted;
        for (std::size_t i = 0; i < mask.size(); ++i) {
            const std::uint16_t voxel = target.labels.layer(scope.segment.layer)[part.offsets[i]];
            wanted.push_back(mask[i] != 0                   ? scope.segment.value
                             : voxel == scope.segment.value ? std::uint16_t{0}
                                                            : voxel);
        }
        return withValues(wanted);
    }

    void expectStep(const MaskOperation& operation, const LabelMap& expected) {
        const EditStep made = step(operation);
        Segmentation after = target;
        made.redo(after);
        ASSERT_EQ(after.labels, expected) << describe(operation);
        const auto slices = made.voxels.slices(target.labels.geometry().size());
        for (std::int64_t slice = 0; slice < std::ssize(after.slices); ++slice) {
            const bool changed = std::ranges::find(slices, slice) != slices.end();
            EXPECT_EQ(after.slices[static_cast<std::size_t>(slice)],
                      changed ? SliceState::InWork
                              : target.slices[static_cast<std::size_t>(slice)]);
        }
        made.undo(after);
        ASSERT_EQ(after, target);
    }

    const std::array<double, 3>& spacing() const { return target.labels.geometry().spacing(); }

    Segmentation target;
    std::shared_ptr<const Volume> image;
    OperationScope scope;
    Part part;
    Mask own; ///< of the segment within the part
};

} // namespace laurel
