#include "flood.h"

namespace laurel {

std::optional<std::vector<VoxelRun>> flood(const LabelMap& labels, int layer,
                                           const VoxelIndex& seed, const VoxelBox& box,
                                           const Shore& shore, const CancellationToken& cancel) {
    const Geometry& geometry = labels.geometry();
    const std::span<const std::uint16_t> voxels = labels.layer(layer);
    const std::uint16_t value = voxels[geometry.offset(seed)];
    const auto inside = [&](const VoxelIndex& at) { return voxels[geometry.offset(at)] == value; };
    return Flood(inside, seed, box, shore, cancel).run();
}

} // namespace laurel
