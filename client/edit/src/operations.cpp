#include "laurel/edit/operations.h"

#include "laurel/base/error.h"
#include "laurel/imaging/masks.h"
#include "step_text.h"
#include "voxel_runs.h"

#include <algorithm>

namespace laurel {

namespace {

void requirePlane(const SlicePlane& plane, const GridSize& size) {
    if (plane.axis < 0 || plane.axis > 2) {
        throw Error(ErrorCode::InvalidArgument,
                    "a volume has axes 0 to 2, not " + std::to_string(plane.axis));
    }
    if (plane.index < 0 || plane.index >= size[plane.axis]) {
        throw Error(ErrorCode::InvalidArgument, "there is no slice " +
                                                    std::to_string(plane.index + 1) + " of " +
                                                    std::to_string(size[plane.axis]));
    }
}

void requireInside(const VoxelBox& box, const GridSize& size) {
    const bool inside = box.low.x >= 0 && box.low.y >= 0 && box.low.z >= 0 && box.high.x < size.x &&
                        box.high.y < size.y && box.high.z < size.z;
    if (!inside) {
        throw Error(ErrorCode::InvalidArgument, "the slices reach beyond the volume");
    }
}

VoxelBox boxOf(const std::optional<SlicePlane>& plane, const GridSize& size) {
    if (!plane) {
        return wholeBox(size);
    }
    requirePlane(*plane, size);
    return boxOfPlane(*plane, size);
}

GridSize sizeOf(const VoxelBox& box) {
    return {box.high.x - box.low.x + 1, box.high.y - box.low.y + 1, box.high.z - box.low.z + 1};
}

/// Around the segment, as far as it lies within `within`.
VoxelBox boundsOf(const LabelMapEdit& edit, const Segment& segment, const VoxelBox& within) {
    VoxelBox bounds;
    forEachRunOf(segment.value, edit.target().labels, edit.layer(), within,
                 [&](const VoxelIndex& start, std::int64_t length) {
                     bounds.include(start);
                     bounds.include(VoxelIndex{start.x + length - 1, start.y, start.z});
                 });
    return bounds;
}

/// The segment within a box, as a mask of the box's size.
Mask maskIn(const LabelMapEdit& edit, const Segment& segment, const VoxelBox& box) {
    const GridSize size = sizeOf(box);
    Mask mask(static_cast<std::size_t>(size.voxels()));
    forEachRunOf(segment.value, edit.target().labels, edit.layer(), box,
                 [&](const VoxelIndex& start, std::int64_t length) {
                     const std::int64_t row = start.y - box.low.y + size.y * (start.z - box.low.z);
                     std::fill_n(mask.begin() + row * size.x + start.x - box.low.x, length, 1);
                 });
    return mask;
}

/// Takes from the segment what the box holds of it and `kept`, of the box's size, has not.
void eraseBeyond(LabelMapEdit& edit, const Segment& segment, const VoxelBox& box,
                 const Mask& kept) {
    const GridSize size = sizeOf(box);
    for (std::int64_t row = 0; row < size.y * size.z; ++row) {
        const auto first = kept.begin() + row * size.x;
        for (auto at = first; at != first + size.x;) {
            const auto end =
                std::find_if(at, first + size.x, [&](std::uint8_t voxel) { return voxel != *at; });
            if (*at == 0) {
                edit.erase(
                    {box.low.x + (at - first), box.low.y + row % size.y, box.low.z + row / size.y},
                    end - at, segment.value);
            }
            at = end;
        }
    }
}

VoxelIndex movedTo(VoxelIndex index, int axis, std::int64_t to) {
    coordinate(index, axis) = to;
    return index;
}

} // namespace

std::string sliceText(std::int64_t first, std::int64_t last) {
    const std::string from = std::to_string(first + 1);
    return first == last ? from : from + "–" + std::to_string(last + 1);
}

std::string alongText(int axis) {
    return axis == 2 ? "" : axis == 1 ? " (rows)" : " (columns)";
}

std::string detailOf(const LabelMapEdit& edit, const Segment& segment) {
    const VoxelBox& box = edit.written();
    return box.empty() ? "" : segment.name + " · " + sliceText(box.low.z, box.high.z);
}

StepLabel keepLargest(LabelMapEdit& edit, const Segment& segment,
                      const std::optional<SlicePlane>& plane) {
    const VoxelBox box =
        boundsOf(edit, segment, boxOf(plane, edit.target().labels.geometry().size()));
    if (!box.empty() && edit.mayPaint(segment.value)) {
        eraseBeyond(edit, segment, box,
                    keepLargestComponent(maskIn(edit, segment, box), sizeOf(box),
                                         Connectivity::FacesEdgesCorners));
    }
    return {StepKind::KeepLargest, "Keep largest", detailOf(edit, segment)};
}

StepLabel copySlice(LabelMapEdit& edit, const Segment& segment, const SlicePlane& from,
                    std::int64_t to) {
    const LabelMap& labels = edit.target().labels;
    const GridSize& size = labels.geometry().size();
    const VoxelBox source = boxOf(from, size);
    const VoxelBox target = boxOf(SlicePlane{from.axis, to}, size);
    StepLabel label{StepKind::CopySlice, "Copy slice",
                    segment.name + " · " + sliceText(from.index, from.index) + " to " +
                        sliceText(to, to) + alongText(from.axis)};
    if (from.index == to || !edit.mayPaint(segment.value)) {
        return label;
    }
    const auto shape = maskIn(edit, segment, source);
    eraseBeyond(edit, segment, target, shape);
    forEachRunOf(segment.value, labels, edit.layer(), source,
                 [&](const VoxelIndex& start, std::int64_t length) {
                     edit.paint(movedTo(start, from.axis, to), length, segment.value);
                 });
    return label;
}

StepLabel copySlices(LabelMapEdit& edit, const Segment& segment, const SlicePlane& from,
                     const VoxelBox& to) {
    requireInside(to, edit.target().labels.geometry().size());
    const std::int64_t first = coordinate(to.low, from.axis);
    const std::int64_t last = coordinate(to.high, from.axis);
    for (std::int64_t slice = first; slice <= last; ++slice) {
        copySlice(edit, segment, from, slice);
    }
    return {StepKind::CopySlice, "Copy slice",
            segment.name + " · " + sliceText(from.index, from.index) + " to " +
                sliceText(first, last) + alongText(from.axis)};
}

StepLabel clearSegment(LabelMapEdit& edit, const Segment& segment,
                       const std::optional<SlicePlane>& plane) {
    return clearSegment(edit, segment, boxOf(plane, edit.target().labels.geometry().size()));
}

StepLabel clearSegment(LabelMapEdit& edit, const Segment& segment, const VoxelBox& box) {
    const LabelMap& labels = edit.target().labels;
    requireInside(box, labels.geometry().size());
    forEachRunOf(segment.value, labels, edit.layer(), box,
                 [&](const VoxelIndex& start, std::int64_t length) {
                     edit.erase(start, length, segment.value);
                 });
    return {StepKind::Clear, "Clear", detailOf(edit, segment)};
}

} // namespace laurel
