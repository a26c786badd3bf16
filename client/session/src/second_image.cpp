#include "laurel/session/second_image.h"

#include <algorithm>
#include <array>
#include <limits>

namespace laurel {

void SecondImage::open(std::shared_ptr<const Volume> volume, const QString& title) {
    constexpr double blackPercentile = 2;
    constexpr double whitePercentile = 98;
    volume_ = std::move(volume);
    title_ = title;
    look_.window = percentileWindow(*volume_, 0, blackPercentile, whitePercentile);
    look_.shown = true;
    Q_EMIT changed();
}

void SecondImage::close() {
    if (volume_) {
        volume_.reset();
        title_.clear();
        Q_EMIT changed();
    }
}

void SecondImage::setLook(const SecondLook& look) {
    SecondLook fit = look;
    fit.opacity = std::clamp(look.opacity, 0.0, 1.0);
    fit.swipeAt = std::clamp(look.swipeAt, 0.0, 1.0);
    if (fit != look_) {
        look_ = fit;
        Q_EMIT changed();
    }
}

/// By the box around the other's corners in this one's voxels: it may be too generous where grids
/// are oblique, and never denies a part that they have in common.
bool mayOverlap(const Geometry& one, const Geometry& other) {
    std::array<double, 3> low{};
    std::array<double, 3> high{};
    low.fill(std::numeric_limits<double>::infinity());
    high.fill(-std::numeric_limits<double>::infinity());
    const GridSize& size = other.size();
    for (int corner = 0; corner < 8; ++corner) {
        const auto at = [&](int axis) {
            return (corner >> axis & 1) == 0 ? -0.5 : static_cast<double>(size[axis]) - 0.5;
        };
        const ContinuousIndex index =
            one.toIndex(other.toWorld(ContinuousIndex{at(0), at(1), at(2)}));
        const std::array<double, 3> place{index.x, index.y, index.z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], place[axis]);
            high[axis] = std::max(high[axis], place[axis]);
        }
    }
    for (int axis = 0; axis < 3; ++axis) {
        const auto a = static_cast<std::size_t>(axis);
        if (high[a] <= -0.5 || low[a] >= static_cast<double>(one.size()[axis]) - 0.5) {
            return false;
        }
    }
    return true;
}

} // namespace laurel
