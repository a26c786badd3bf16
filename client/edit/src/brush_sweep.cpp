#include "brush_sweep.h"

#include "voxel_runs.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// In voxels: centres that lie on the rim, but for rounding, are covered.
constexpr double tolerance = 1e-9;
/// In mm: a way shorter than this along an axis is none, so that its square keeps its digits.
constexpr double stillness = 1e-7;

std::array<double, 3> inMm(const ContinuousIndex& at, const std::array<double, 3>& spacing) {
    return {at.x * spacing[0], at.y * spacing[1], at.z * spacing[2]};
}

/// Positions of voxel centres between two positions. Positions far outside any grid are brought
/// near, so that the numbers stay countable.
RowRange centresBetween(double low, double high) {
    constexpr double far = 1e6;
    return {static_cast<std::int64_t>(std::ceil(std::clamp(low, -far, far) - tolerance)),
            static_cast<std::int64_t>(std::floor(std::clamp(high, -far, far) + tolerance)) + 1};
}

} // namespace

BrushSweep::BrushSweep(const ContinuousIndex& from, const ContinuousIndex& to, const Shape& shape,
                       const std::array<double, 3>& spacing)
    : spacing_(spacing), shape_(shape), from_(inMm(from, spacing)) {
    const std::array<double, 3> end = inMm(to, spacing);
    for (int axis = 0; axis < 3; ++axis) {
        const bool flat = axis == shape_.flatAxis;
        const double way = end[axis] - from_[axis];
        way_[axis] = flat || std::abs(way) < stillness ? 0 : way;
        if (flat) {
            shape_.half[axis] = 0;
        }
    }
    radius_ = *std::max_element(shape_.half.begin(), shape_.half.end()) + tolerance * spacing_[0];
}

VoxelBox BrushSweep::box(const GridSize& size) const noexcept {
    VoxelBox box = wholeBox(size);
    for (int axis = 0; axis < 3; ++axis) {
        const double low = from_[axis] + std::min(way_[axis], 0.0) - shape_.half[axis];
        const double high = from_[axis] + std::max(way_[axis], 0.0) + shape_.half[axis];
        const RowRange range = centresBetween(low / spacing_[axis], high / spacing_[axis]);
        coordinate(box.low, axis) = std::max<std::int64_t>(range.begin, 0);
        coordinate(box.high, axis) = std::min(range.end - 1, size[axis] - 1);
    }
    return box;
}

RowRange BrushSweep::row(std::int64_t y, std::int64_t z) const noexcept {
    const double yMm = static_cast<double>(y) * spacing_[1];
    const double zMm = static_cast<double>(z) * spacing_[2];
    return shape_.shape == BrushShape::Round ? roundRow(yMm, zMm) : squareRow(yMm, zMm);
}

RowRange BrushSweep::voxelsIn(const Reach& reach) const noexcept {
    if (shape_.flatAxis == 0) {
        return centresBetween(from_[0] / spacing_[0], from_[0] / spacing_[0]);
    }
    return centresBetween(reach.low / spacing_[0], reach.high / spacing_[0]);
}

/// Keeps the times at which the shape reaches this place along the axis.
void BrushSweep::limit(Times& times, int axis, double at) const noexcept {
    const double half = shape_.half[axis] + tolerance * spacing_[axis];
    const double away = at - from_[axis];
    if (way_[axis] == 0) {
        times.to = std::abs(away) <= half ? times.to : -1;
        return;
    }
    const double first = (away - half) / way_[axis];
    const double second = (away + half) / way_[axis];
    times.from = std::max(times.from, std::min(first, second));
    times.to = std::min(times.to, std::max(first, second));
}

RowRange BrushSweep::squareRow(double y, double z) const noexcept {
    Times times{0, 1};
    limit(times, 1, y);
    limit(times, 2, z);
    if (times.from > times.to) {
        return {};
    }
    const double first = from_[0] + way_[0] * times.from;
    const double second = from_[0] + way_[0] * times.to;
    return voxelsIn(
        {std::min(first, second) - shape_.half[0], std::max(first, second) + shape_.half[0]});
}

/// At time t the disc meets the row in x(t) ± √(r² − ρ(t)²), where x moves evenly and ρ² is a
/// parabola in t: distance² from the row = c + a·(t − nearest)². Both bounds are the sum of a line
/// and a half ellipse, so each has its extreme where the slopes cancel, or at the end of the way.
RowRange BrushSweep::roundRow(double y, double z) const noexcept {
    const double awayY = y - from_[1];
    const double awayZ = z - from_[2];
    const double a = way_[1] * way_[1] + way_[2] * way_[2];
    const double nearest = a > 0 ? (awayY * way_[1] + awayZ * way_[2]) / a : 0;
    const double missY = awayY - nearest * way_[1];
    const double missZ = awayZ - nearest * way_[2];
    const double room = radius_ * radius_ - missY * missY - missZ * missZ;
    if (room < 0) {
        return {};
    }
    const double lasts = a > 0 ? std::sqrt(room / a) : 1;
    const Times times{std::max(0.0, nearest - lasts), std::min(1.0, nearest + lasts)};
    if (times.from > times.to) {
        return {};
    }
    // Where the way runs along the row alone, the extremes lie at its ends.
    const double lead = a > 0 ? way_[0] * std::sqrt(room / (a * (a + way_[0] * way_[0])))
                              : std::copysign(2, way_[0]);
    const auto bound = [&](double when, double side) {
        const double time = std::clamp(when, times.from, times.to);
        const double late = time - nearest;
        return from_[0] + way_[0] * time + side * std::sqrt(std::max(0.0, room - a * late * late));
    };
    return voxelsIn({bound(nearest - lead, -1), bound(nearest + lead, 1)});
}

BrushSweep pointerSweep(const ContinuousIndex& from, const ContinuousIndex& to, int flatAxis) {
    // A voxel contains its lower bound and not its upper one, as rounding has it.
    const auto nudged = [flatAxis](ContinuousIndex at) {
        constexpr double nudge = 2 * tolerance;
        at.x += flatAxis == 0 ? 0 : nudge;
        at.y += flatAxis == 1 ? 0 : nudge;
        at.z += flatAxis == 2 ? 0 : nudge;
        return at;
    };
    return {nudged(from), nudged(to), {BrushShape::Square, flatAxis, {0.5, 0.5, 0.5}}, {1, 1, 1}};
}

} // namespace laurel
