#pragma once

#include <cstdint>
#include <vector>

namespace laurel {

/// Voxels of one layer that follow each other in memory and held the same value before a write.
struct OverwrittenRun {
    std::uint64_t offset;
    std::uint32_t length;
    std::uint16_t before;
};

/// Of runs in the order of writing, which may overlap, what each voxel held before the first write:
/// runs that ascend and do not overlap.
std::vector<OverwrittenRun> firstWrites(const std::vector<OverwrittenRun>& written);

} // namespace laurel
