#pragma once

#include "laurel/edit/segmentation.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

/// Voxels taken as runs along x: what painting, counting and searching have in common. Most of a
/// label map is long runs of one value, so whoever walks it run by run is done soon.
namespace laurel {

/// Where the run of equal values that begins at `begin` ends, at most `end`.
/// Precondition: begin < end <= voxels.size().
inline std::int64_t endOfEqual(std::span<const std::uint16_t> voxels, std::int64_t begin,
                               std::int64_t end) noexcept {
    constexpr std::int64_t step = sizeof(std::uint64_t) / sizeof(std::uint16_t);
    const std::uint16_t value = voxels[begin];
    const std::uint64_t pattern = value * std::uint64_t{0x0001'0001'0001'0001};
    std::int64_t at = begin + 1;
    for (; at + step <= end; at += step) {
        std::uint64_t some = 0;
        std::memcpy(&some, voxels.data() + at, sizeof some);
        if (some != pattern) {
            break;
        }
    }
    while (at < end && voxels[at] == value) {
        ++at;
    }
    return at;
}

/// Calls visit(begin, end, value) for each run of equal values between two offsets.
template <typename Visit>
void forEachEqual(std::span<const std::uint16_t> voxels, std::int64_t begin, std::int64_t end,
                  const Visit& visit) {
    while (begin < end) {
        const std::int64_t next = endOfEqual(voxels, begin, end);
        visit(begin, next, voxels[begin]);
        begin = next;
    }
}

inline VoxelIndex indexOf(std::int64_t offset, const GridSize& size) noexcept {
    return {offset % size.x, offset / size.x % size.y, offset / (size.x * size.y)};
}

/// The smallest box around voxels that follow each other in memory. Precondition: length > 0.
inline VoxelBox boxOfRun(std::int64_t offset, std::int64_t length, const GridSize& size) noexcept {
    VoxelIndex low = indexOf(offset, size);
    VoxelIndex high = indexOf(offset + length - 1, size);
    if (low.z != high.z) {
        low.y = 0;
        high.y = size.y - 1;
    }
    if (low.z != high.z || low.y != high.y) {
        low.x = 0;
        high.x = size.x - 1;
    }
    return {low, high};
}

inline VoxelBox wholeBox(const GridSize& size) noexcept {
    return {{0, 0, 0}, {size.x - 1, size.y - 1, size.z - 1}};
}

inline std::int64_t& coordinate(VoxelIndex& index, int axis) noexcept {
    return axis == 0 ? index.x : axis == 1 ? index.y : index.z;
}
inline std::int64_t coordinate(const VoxelIndex& index, int axis) noexcept {
    return axis == 0 ? index.x : axis == 1 ? index.y : index.z;
}

/// The voxels of one plane; empty when it lies outside.
inline VoxelBox boxOfPlane(const SlicePlane& plane, const GridSize& size) noexcept {
    VoxelBox box = wholeBox(size);
    coordinate(box.low, plane.axis) = std::max<std::int64_t>(plane.index, 0);
    coordinate(box.high, plane.axis) = std::min(plane.index, size[plane.axis] - 1);
    return box;
}

/// Calls visit(start, length) for each run of `value` along x within the box, in memory order.
/// The visitor may change voxels that were visited.
template <typename Visit>
void forEachRunOf(std::uint16_t value, const LabelMap& labels, int layer, const VoxelBox& box,
                  const Visit& visit) {
    const std::span<const std::uint16_t> voxels = labels.layer(layer);
    for (VoxelIndex row = box.low; row.z <= box.high.z; ++row.z) {
        for (row.y = box.low.y; row.y <= box.high.y; ++row.y) {
            const auto first = static_cast<std::int64_t>(labels.geometry().offset(row)) - row.x;
            forEachEqual(voxels, first + box.low.x, first + box.high.x + 1,
                         [&](std::int64_t begin, std::int64_t end, std::uint16_t found) {
                             if (found == value) {
                                 visit(VoxelIndex{begin - first, row.y, row.z}, end - begin);
                             }
                         });
        }
    }
}

} // namespace laurel
