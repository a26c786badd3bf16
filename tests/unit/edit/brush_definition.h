#pragma once

#include "laurel/edit/brush_tool.h"

#include "random_acts.h"

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace laurel {

inline std::array<double, 3> xyz(const ContinuousIndex& at) {
    return {at.x, at.y, at.z};
}

/// The definition of a brush at one place, for one voxel.
struct Definition {
    BrushParameters brush;
    SlicePlane plane;
    std::array<double, 3> spacing;

    bool isFlat(int axis) const { return brush.reach == BrushReach::Slice && axis == plane.axis; }
    /// In mm from the centre of the brush: Euclidean, or the largest along an axis.
    double distance(const VoxelIndex& voxel, const ContinuousIndex& pointer) const {
        const std::array<double, 3> at{static_cast<double>(voxel.x), static_cast<double>(voxel.y),
                                       static_cast<double>(voxel.z)};
        double squares = 0;
        double most = 0;
        for (int axis = 0; axis < 3; ++axis) {
            const double place =
                axis == plane.axis ? static_cast<double>(plane.index) : xyz(pointer)[axis];
            const double away = std::abs(at[axis] - place) * spacing[axis];
            if (isFlat(axis) && away > 0) {
                return std::numeric_limits<double>::infinity();
            }
            squares += away * away;
            most = std::max(most, away);
        }
        return brush.shape == BrushShape::Round ? std::sqrt(squares) : most;
    }
    bool isUnderPointer(const VoxelIndex& voxel, const ContinuousIndex& pointer,
                        double slack = 0) const {
        const std::array<std::int64_t, 3> at{voxel.x, voxel.y, voxel.z};
        for (int axis = 0; axis < 3; ++axis) {
            const bool within =
                axis == plane.axis
                    ? at[axis] == plane.index
                    : std::abs(static_cast<double>(at[axis]) - xyz(pointer)[axis]) <= 0.5 + slack;
            if (!within) {
                return false;
            }
        }
        return true;
    }
};

template <typename Visit>
void forEachVoxel(const GridSize& size, const Visit& visit) {
    for (std::int64_t at = 0; at < size.voxels(); ++at) {
        visit(VoxelIndex{at % size.x, at / size.x % size.y, at / (size.x * size.y)});
    }
}

/// An empty volume with one segment, and a brush over it.
class Canvas {
  public:
    Canvas(const Geometry& geometry, const BrushParameters& brush, const SlicePlane& plane)
        : definition{brush, plane, geometry.spacing()}, target_(empty(geometry)) {}

    void stroke(const std::vector<PointerSample>& path) {
        BrushTool tool;
        tool.parameters = definition.brush;
        LabelMapEdit edit(target_, 0);
        tool.press(edit, {nullptr, segment(), definition.plane, false}, path.front());
        for (std::size_t sample = 1; sample < path.size(); ++sample) {
            tool.drag(edit, path[sample]);
        }
        label = tool.release(edit);
        edit.commit(label);
    }
    bool isPainted(const VoxelIndex& voxel) const { return target_.labels.at(voxel) == 1; }
    const Segment& segment() const { return target_.labels.segments().front(); }
    Mask mask() const { return target_.labels.mask(segment()); }

    Definition definition;
    StepLabel label;

  private:
    static Segmentation empty(const Geometry& geometry) {
        LabelMap labels(geometry);
        labels.addSegment(segmentOf("A", 1));
        return Segmentation(labels);
    }
    Segmentation target_;
};

inline std::string textOf(const VoxelIndex& voxel) {
    return std::to_string(voxel.x) + " " + std::to_string(voxel.y) + " " + std::to_string(voxel.z);
}

} // namespace laurel
