#pragma once

#include "laurel/edit/segmentation.h"

#include <array>
#include <cstdint>
#include <optional>

/// How far an act goes beyond the slice that a person looks at.
namespace laurel {

enum class OperationReach : std::uint8_t {
    Slice,  ///< in the plane, as if there were no other
    Volume, ///< in 3-D
    Range   ///< in 3-D, of which only some slices change
};

/// Slices across one axis, both included.
struct SliceSpan {
    std::int64_t first = 0;
    std::int64_t last = -1; ///< below 0: the last there is
    bool operator==(const SliceSpan&) const = default;

    /// In order, and no farther than `count` slices. Precondition: count > 0.
    SliceSpan within(std::int64_t count) const noexcept;
};

/// Of a tool that works by pointer in any view.
struct ToolReach {
    OperationReach kind = OperationReach::Slice;
    std::array<SliceSpan, 3> ranges{}; ///< with Range: by the axis of the view
    bool operator==(const ToolReach&) const = default;

    /// What an act on the plane may touch; none where the plane itself is out of the range.
    std::optional<VoxelBox> box(const SlicePlane& plane, const GridSize& size) const;
};

} // namespace laurel
