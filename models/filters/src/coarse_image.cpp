#include "coarse_image.h"

#include <algorithm>
#include <array>

namespace laurel {

namespace {

std::array<std::int64_t, 3> blockExtents(const Geometry& geometry, int factor) {
    const auto& spacing = geometry.spacing();
    const double longest = factor * *std::min_element(spacing.begin(), spacing.end());
    std::array<std::int64_t, 3> extents{};
    for (int axis = 0; axis < 3; ++axis) {
        const auto fitting = static_cast<std::int64_t>(longest / spacing[axis] + 1e-6);
        extents[axis] = std::clamp<std::int64_t>(fitting, 1, geometry.size()[axis]);
    }
    return extents;
}

Geometry coarseGeometry(const Geometry& fine, const std::array<std::int64_t, 3>& block) {
    const auto count = [&](int axis) {
        return (fine.size()[axis] + block[axis] - 1) / block[axis];
    };
    const auto centre = [&](int axis) { return static_cast<double>(block[axis] - 1) / 2; };
    std::array<double, 3> spacing = fine.spacing();
    for (int axis = 0; axis < 3; ++axis) {
        spacing[axis] *= static_cast<double>(block[axis]);
    }
    return {{count(0), count(1), count(2)},
            spacing,
            fine.toWorld(ContinuousIndex{centre(0), centre(1), centre(2)}),
            fine.direction()};
}

} // namespace

CoarseImage shrink(std::span<const float> values, MaskView mask, const Geometry& geometry,
                   int factor) {
    const std::array<std::int64_t, 3> block = blockExtents(geometry, factor);
    CoarseImage coarse{coarseGeometry(geometry, block), {}, {}};
    const auto blocks = static_cast<std::size_t>(coarse.geometry.size().voxels());
    std::vector<double> sums(blocks);
    std::vector<std::int64_t> masked(blocks);
    std::vector<std::int64_t> voxels(blocks);
    const GridSize& size = geometry.size();
    std::size_t fine = 0;
    for (std::int64_t z = 0; z < size.z; ++z) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x, ++fine) {
                const std::size_t at =
                    coarse.geometry.offset({x / block[0], y / block[1], z / block[2]});
                ++voxels[at];
                if (mask[fine] != 0) {
                    ++masked[at];
                    sums[at] += values[fine];
                }
            }
        }
    }
    coarse.values.resize(blocks, 1.0F);
    coarse.mask.resize(blocks);
    for (std::size_t at = 0; at < blocks; ++at) {
        if (2 * masked[at] >= voxels[at]) {
            coarse.mask[at] = 1;
            coarse.values[at] = static_cast<float>(sums[at] / static_cast<double>(masked[at]));
        }
    }
    return coarse;
}

} // namespace laurel
