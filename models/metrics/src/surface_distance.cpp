#include "laurel/metrics/surface_distance.h"

#include "laurel/base/error.h"
#include "laurel/metrics/percentile.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace laurel {

namespace {

void requireFit(MaskView mask, const GridSize& size) {
    if (size.x < 1 || size.y < 1 || size.z < 1 || std::ssize(mask) != size.voxels()) {
        throw Error(ErrorCode::InvalidArgument, "a mask of " + std::to_string(mask.size()) +
                                                    " voxels does not fit its grid of " +
                                                    std::to_string(size.voxels()));
    }
}

/// The part of the grid that holds both masks, with one voxel of margin where the grid has it:
/// everything outside is background, so surfaces and distances within it are those of the grid.
class SharedBox {
  public:
    SharedBox(MaskView first, MaskView second, const GridSize& size) : grid_(size) {
        std::array<std::int64_t, 3> low{size.x, size.y, size.z};
        std::array<std::int64_t, 3> high{-1, -1, -1};
        std::size_t at = 0;
        for (std::int64_t z = 0; z < size.z; ++z) {
            for (std::int64_t y = 0; y < size.y; ++y) {
                for (std::int64_t x = 0; x < size.x; ++x, ++at) {
                    if (first[at] != 0 || second[at] != 0) {
                        low = {std::min(low[0], x), std::min(low[1], y), std::min(low[2], z)};
                        high = {std::max(high[0], x), std::max(high[1], y), z};
                    }
                }
            }
        }
        for (int axis = 0; axis < 3; ++axis) {
            start_[axis] = std::max<std::int64_t>(low[axis] - 1, 0);
            high[axis] = std::min(high[axis] + 1, size[axis] - 1);
        }
        size_ = {high[0] - start_[0] + 1, high[1] - start_[1] + 1, high[2] - start_[2] + 1};
    }

    const GridSize& size() const { return size_; }

    Mask crop(MaskView mask) const {
        Mask result;
        result.reserve(static_cast<std::size_t>(size_.voxels()));
        for (std::int64_t z = 0; z < size_.z; ++z) {
            for (std::int64_t y = 0; y < size_.y; ++y) {
                const auto row = mask.begin() + start_[0] +
                                 grid_.x * (start_[1] + y + grid_.y * (start_[2] + z));
                result.insert(result.end(), row, row + size_.x);
            }
        }
        return result;
    }

  private:
    GridSize grid_;
    GridSize size_;
    std::array<std::int64_t, 3> start_{};
};

/// Distances from the surface voxels of one mask to the other's surface, ascending.
std::vector<float> directedDistances(const Mask& from, const std::vector<float>& distanceToOther) {
    std::vector<float> result;
    for (std::size_t at = 0; at < from.size(); ++at) {
        if (from[at] != 0) {
            result.push_back(distanceToOther[at]);
        }
    }
    std::sort(result.begin(), result.end());
    return result;
}

bool isEmpty(MaskView mask) {
    return std::none_of(mask.begin(), mask.end(), [](std::uint8_t value) { return value != 0; });
}

double sumOf(const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

} // namespace

Mask surfaceOf(MaskView mask, const GridSize& size) {
    requireFit(mask, size);
    const std::array<std::int64_t, 3> strides{1, size.x, size.x * size.y};
    Mask surface(mask.size());
    std::int64_t at = 0;
    std::array<std::int64_t, 3> index{};
    for (index[2] = 0; index[2] < size.z; ++index[2]) {
        for (index[1] = 0; index[1] < size.y; ++index[1]) {
            for (index[0] = 0; index[0] < size.x; ++index[0], ++at) {
                bool outer = size.voxels() == 1;
                for (int axis = 0; axis < 3 && !outer && mask[at] != 0; ++axis) {
                    outer = size[axis] > 1 &&
                            (index[axis] == 0 || index[axis] == size[axis] - 1 ||
                             mask[at - strides[axis]] == 0 || mask[at + strides[axis]] == 0);
                }
                surface[at] = static_cast<std::uint8_t>(outer && mask[at] != 0);
            }
        }
    }
    return surface;
}

SurfaceDistances surfaceDistances(MaskView first, MaskView second, const GridSize& size,
                                  const std::array<double, 3>& spacing) {
    requireFit(first, size);
    requireFit(second, size);
    if (isEmpty(first) || isEmpty(second)) {
        throw Error(ErrorCode::InvalidArgument, "an empty mask has no surface to measure to");
    }
    const SharedBox box(first, second, size);
    const Mask firstSurface = surfaceOf(box.crop(first), box.size());
    const Mask secondSurface = surfaceOf(box.crop(second), box.size());
    const std::vector<float> forward =
        directedDistances(firstSurface, distanceTransform(secondSurface, box.size(), spacing));
    const std::vector<float> backward =
        directedDistances(secondSurface, distanceTransform(firstSurface, box.size(), spacing));
    return {std::max(percentile(forward, 95), percentile(backward, 95)),
            (sumOf(forward) + sumOf(backward)) /
                static_cast<double>(forward.size() + backward.size())};
}

} // namespace laurel
