#pragma once

#include "laurel/edit/brush_tool.h"

#include <array>
#include <cstdint>

namespace laurel {

/// Voxels of one row, from `begin` up to but without `end`; none where they do not ascend.
struct RowRange {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    bool empty() const noexcept { return begin >= end; }
    bool operator==(const RowRange&) const = default;
};

/// A disc, square, ball or cube of constant size that is moved along a straight line: the set of
/// voxel centres that it passes over. All these sets are convex, so each row meets one in a single
/// interval, which is found in closed form.
class BrushSweep {
  public:
    struct Shape {
        BrushShape shape = BrushShape::Round;
        /// The axis along which the shape is flat; -1: none. It covers only the plane there in
        /// which the line begins.
        int flatAxis = -1;
        /// Half extents in mm; equal where the shape is round.
        std::array<double, 3> half{};
    };

    BrushSweep(const ContinuousIndex& from, const ContinuousIndex& to, const Shape& shape,
               const std::array<double, 3>& spacing);

    /// Around all that is covered, cut to the grid.
    VoxelBox box(const GridSize& size) const noexcept;
    /// The part of this row that is covered; may reach beyond the grid.
    RowRange row(std::int64_t y, std::int64_t z) const noexcept;

  private:
    struct Times { ///< part of the way, 0 to 1
        double from;
        double to;
    };
    struct Reach { ///< along x, mm
        double low;
        double high;
    };
    RowRange voxelsIn(const Reach& reach) const noexcept;
    RowRange roundRow(double y, double z) const noexcept;
    RowRange squareRow(double y, double z) const noexcept;
    void limit(Times& times, int axis, double at) const noexcept;

    std::array<double, 3> spacing_;
    Shape shape_;
    std::array<double, 3> from_{}; ///< mm
    std::array<double, 3> way_{};  ///< mm
    double radius_ = 0;            ///< mm, of a round shape
};

/// The voxels that a pointer passes over on its way: those whose bounds contain it.
BrushSweep pointerSweep(const ContinuousIndex& from, const ContinuousIndex& to, int flatAxis);

} // namespace laurel
