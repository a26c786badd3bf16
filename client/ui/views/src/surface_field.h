#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/edit/segmentation.h"

#include <array>
#include <cstddef>
#include <vector>

namespace laurel::ui {

/// How much of a segment is at each place of a grid of equal steps around it: 0 to 1, inside from
/// one half on. The outermost places are 0.
struct SurfaceField {
    std::array<int, 3> count{};
    std::array<double, 3> start{}; ///< index coordinates of the first place
    std::array<double, 3> step{};  ///< in voxels
    std::vector<float> values;     ///< first axis fastest

    std::size_t offset(int x, int y, int z) const noexcept {
        return (static_cast<std::size_t>(z) * static_cast<std::size_t>(count[1]) +
                static_cast<std::size_t>(y)) *
                   static_cast<std::size_t>(count[0]) +
               static_cast<std::size_t>(x);
    }
};

/// Where each segment's voxels lie; empty boxes for those without. @throws Error Cancelled
std::vector<VoxelBox> boxesOfSegments(const LabelMap& labels, const CancellationToken& cancel);

/// The step in mm with which all boxes together have at most a few million places.
double surfaceStep(const LabelMap& labels, const std::vector<VoxelBox>& boxes);

/// @param box of the segment, not empty; @param step mm
SurfaceField surfaceField(const LabelMap& labels, const Segment& segment, const VoxelBox& box,
                          double step);

} // namespace laurel::ui
