#include "slice_interpolation.h"

#include <algorithm>

namespace laurel {

namespace {

/// Slices of a mask across one axis, as planes of their own.
class Planes {
  public:
    Planes(const GridSize& size, const std::array<double, 3>& spacing, int axis)
        : steps_{1, size.x, size.x * size.y}, axis_(axis), across_(axis == 0 ? 1 : 0),
          down_(axis == 2 ? 1 : 2), size_{size[across_], size[down_], 1},
          spacing_{spacing[static_cast<std::size_t>(across_)],
                   spacing[static_cast<std::size_t>(down_)], 1} {}

    std::size_t offset(std::int64_t slice, std::int64_t pixel) const {
        return static_cast<std::size_t>(slice * steps_[axis_] + pixel % size_.x * steps_[across_] +
                                        pixel / size_.x * steps_[down_]);
    }
    std::int64_t pixels() const { return size_.x * size_.y; }

    Mask slice(const Mask& mask, std::int64_t slice) const {
        Mask plane(static_cast<std::size_t>(pixels()));
        for (std::int64_t pixel = 0; pixel < pixels(); ++pixel) {
            plane[static_cast<std::size_t>(pixel)] = mask[offset(slice, pixel)];
        }
        return plane;
    }

    /// In mm: negative inside, positive outside.
    std::vector<float> signedDistance(Mask plane) const {
        std::vector<float> signedMm = distanceTransform(plane, size_, spacing_);
        for (std::uint8_t& voxel : plane) {
            voxel = voxel != 0 ? 0 : 1;
        }
        const std::vector<float> inside = distanceTransform(plane, size_, spacing_);
        for (std::size_t i = 0; i < plane.size(); ++i) {
            // A plane that is all inside has no outside to be far from.
            signedMm[i] -= std::min(inside[i], farthest);
        }
        return signedMm;
    }

  private:
    static constexpr float farthest = 1e6F;

    std::array<std::int64_t, 3> steps_;
    int axis_;
    int across_;
    int down_;
    GridSize size_;
    std::array<double, 3> spacing_;
};

} // namespace

Mask interpolateSlices(const Mask& mask, const GridSize& size, const std::array<double, 3>& spacing,
                       int axis, const std::optional<std::int64_t>& only,
                       const CancellationToken& cancel) {
    const Planes planes(size, spacing, axis);
    Mask filled = mask;
    std::int64_t before = -1; // the last drawn slice
    for (std::int64_t slice = 0; slice < size[axis]; ++slice) {
        const Mask plane = planes.slice(mask, slice);
        if (std::ranges::none_of(plane, [](std::uint8_t voxel) { return voxel != 0; })) {
            continue;
        }
        cancel.throwIfCancelled();
        const bool wanted = !only || (*only > before && *only < slice);
        if (before >= 0 && slice - before > 1 && wanted) {
            const std::vector<float> from = planes.signedDistance(planes.slice(mask, before));
            const std::vector<float> to = planes.signedDistance(plane);
            for (std::int64_t between = before + 1; between < slice; ++between) {
                const float part =
                    static_cast<float>(between - before) / static_cast<float>(slice - before);
                for (std::int64_t pixel = 0; pixel < planes.pixels(); ++pixel) {
                    const auto i = static_cast<std::size_t>(pixel);
                    filled[planes.offset(between, pixel)] =
                        (1 - part) * from[i] + part * to[i] < 0 ? 1 : 0;
                }
            }
        }
        before = slice;
    }
    return filled;
}

} // namespace laurel
