#include "laurel/edit/tool_reach.h"

#include "voxel_runs.h"

#include <algorithm>

namespace laurel {

SliceSpan SliceSpan::within(std::int64_t count) const noexcept {
    const std::int64_t end = count - 1;
    const std::int64_t one = std::clamp<std::int64_t>(first, 0, end);
    const std::int64_t other = last < 0 ? end : std::min(last, end);
    return {std::min(one, other), std::max(one, other)};
}

std::optional<VoxelBox> ToolReach::box(const SlicePlane& plane, const GridSize& size) const {
    if (kind == OperationReach::Slice) {
        return boxOfPlane(plane, size);
    }
    VoxelBox box = wholeBox(size);
    if (kind == OperationReach::Range) {
        const SliceSpan range =
            ranges[static_cast<std::size_t>(plane.axis)].within(size[plane.axis]);
        if (plane.index < range.first || plane.index > range.last) {
            return std::nullopt;
        }
        coordinate(box.low, plane.axis) = range.first;
        coordinate(box.high, plane.axis) = range.last;
    }
    return box;
}

} // namespace laurel
