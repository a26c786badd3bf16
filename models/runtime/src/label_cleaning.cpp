#include "label_cleaning.h"

#include "laurel/imaging/masks.h"

#include <algorithm>
#include <array>
#include <map>

namespace laurel {

namespace {

/// Voxels low to high, both included.
struct Box {
    std::array<std::int64_t, 3> low;
    std::array<std::int64_t, 3> high;

    GridSize size() const {
        return {high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1};
    }
};

/// The bounding box of each value that occurs.
std::map<std::uint16_t, Box> boxesOf(const LabelMap& labels) {
    const GridSize& size = labels.geometry().size();
    std::map<std::uint16_t, Box> boxes;
    const auto voxels = labels.layer(0);
    std::size_t offset = 0;
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x, ++offset) {
                if (voxels[offset] == 0) {
                    continue;
                }
                const std::array<std::int64_t, 3> here{x, y, z};
                Box& box = boxes.try_emplace(voxels[offset], Box{here, here}).first->second;
                for (std::size_t axis = 0; axis < 3; ++axis) {
                    box.low[axis] = std::min(box.low[axis], here[axis]);
                    box.high[axis] = std::max(box.high[axis], here[axis]);
                }
            }
        }
    }
    return boxes;
}

/// Calls visit(voxel of the map, offset in the box) for every voxel of the box.
template <typename Visit>
void forEachIn(const Box& box, const Visit& visit) {
    std::size_t offset = 0;
    for (std::int64_t z = box.low[2]; z <= box.high[2]; ++z) {
        for (std::int64_t y = box.low[1]; y <= box.high[1]; ++y) {
            for (std::int64_t x = box.low[0]; x <= box.high[0]; ++x, ++offset) {
                visit(VoxelIndex{x, y, z}, offset);
            }
        }
    }
}

Mask maskIn(const LabelMap& labels, const Box& box, std::uint16_t value) {
    Mask mask(static_cast<std::size_t>(box.size().voxels()));
    forEachIn(box, [&](const VoxelIndex& index, std::size_t offset) {
        mask[offset] = labels.at(index) == value ? 1 : 0;
    });
    return mask;
}

} // namespace

void keepLargestComponents(LabelMap& labels, const CancellationToken& cancel) {
    for (const auto& [value, box] : boxesOf(labels)) {
        cancel.throwIfCancelled();
        const Mask mask = maskIn(labels, box, value);
        const Mask kept = keepLargestComponent(mask, box.size(), Connectivity::FacesEdgesCorners);
        forEachIn(box, [&](const VoxelIndex& index, std::size_t offset) {
            if (mask[offset] != 0 && kept[offset] == 0) {
                labels.set(index, 0);
            }
        });
    }
}

void fillHolesInSlices(LabelMap& labels, const CancellationToken& cancel) {
    for (const auto& [value, whole] : boxesOf(labels)) {
        Box slice = whole;
        for (std::int64_t z = whole.low[2]; z <= whole.high[2]; ++z) {
            cancel.throwIfCancelled();
            slice.low[2] = slice.high[2] = z;
            const Mask filled = fillHoles(maskIn(labels, slice, value), slice.size());
            forEachIn(slice, [&, label = value](const VoxelIndex& index, std::size_t offset) {
                if (filled[offset] != 0 && labels.at(index) == 0) {
                    labels.set(index, label);
                }
            });
        }
    }
}

} // namespace laurel
