#include "sheared_axes.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

using Vector = std::array<double, 3>;

Vector column(const ShearedAxes& axes, std::size_t index) {
    return {axes.affine[index], axes.affine[4 + index], axes.affine[8 + index]};
}

double dot(const Vector& a, const Vector& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector cross(const Vector& a, const Vector& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Vector scaled(const Vector& a, double factor) {
    return {a[0] * factor, a[1] * factor, a[2] * factor};
}

Vector sum(const Vector& a, const Vector& b) {
    return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

/// Unit vectors of the upright grid, in the order of the sheared axes.
std::array<Vector, 3> uprightFrame(const ShearedAxes& axes) {
    const Vector first = column(axes, 0);
    const Vector second = column(axes, 1);
    const Vector third = column(axes, 2);
    const Vector u = scaled(first, 1 / std::sqrt(dot(first, first)));
    const Vector inPlane = sum(second, scaled(u, -dot(second, u)));
    const Vector v = scaled(inPlane, 1 / std::sqrt(dot(inPlane, inPlane)));
    const Vector normal = cross(u, v);
    return {u, v, scaled(normal, dot(third, normal) < 0 ? -1 : 1)};
}

/// Steps of a Geometry, so that nothing that is computed with them leaves a double's range.
void requireSteps(const Vector& axis) {
    constexpr double least = 1e-4;
    constexpr double most = 1e4;
    const double step = std::sqrt(dot(axis, axis));
    if (!(step >= least && step <= most)) {
        throw Error(ErrorCode::InvalidInput,
                    "an axis of the grid has steps that are not 0.0001 to 10000 mm");
    }
}

void requireVolume(const ShearedAxes& axes) {
    const Vector a = column(axes, 0);
    const Vector b = column(axes, 1);
    const Vector c = column(axes, 2);
    for (const Vector& axis : {a, b, c}) {
        requireSteps(axis);
    }
    const double lengths = std::sqrt(dot(a, a) * dot(b, b) * dot(c, c));
    constexpr double flattest = 0.05;
    if (!(std::abs(dot(cross(a, b), c)) > flattest * lengths)) {
        throw Error(ErrorCode::InvalidInput, "the axes of the grid almost lie in one plane");
    }
}

/// Along one axis of the upright grid: where the voxels of the sheared one begin, and how many
/// steps they take.
struct Reach {
    double start = 0;
    std::int64_t extent = 1;
};

Reach reachAlong(const ShearedAxes& axes, const Vector& direction, double spacing) {
    Reach reach;
    double end = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto steps = static_cast<double>(axes.size[static_cast<int>(axis)] - 1);
        const double shift = steps * dot(column(axes, axis), direction);
        reach.start += std::min(shift, 0.0);
        end += std::max(shift, 0.0);
    }
    constexpr double rounding = 1e-3;
    constexpr double most = 65536; // more than a Geometry takes
    const double steps = std::ceil((end - reach.start) / spacing - rounding);
    reach.extent = static_cast<std::int64_t>(std::clamp(steps, 0.0, most)) + 1;
    return reach;
}

/// LPS mm to the index of the sheared grid.
class IndexOf {
  public:
    explicit IndexOf(const ShearedAxes& axes) {
        const Vector a = column(axes, 0);
        const Vector b = column(axes, 1);
        const Vector c = column(axes, 2);
        const double volume = dot(cross(a, b), c);
        rows_ = {scaled(cross(b, c), 1 / volume), scaled(cross(c, a), 1 / volume),
                 scaled(cross(a, b), 1 / volume)};
        origin_ = column(axes, 3);
    }

    Vector operator()(const WorldPoint& point) const {
        const Vector offset{point.x - origin_[0], point.y - origin_[1], point.z - origin_[2]};
        return {dot(rows_[0], offset), dot(rows_[1], offset), dot(rows_[2], offset)};
    }

  private:
    std::array<Vector, 3> rows_;
    Vector origin_{};
};

constexpr double rounding = 1e-6;

bool isWithin(const Vector& index, const GridSize& size) {
    for (int axis = 0; axis < 3; ++axis) {
        const double at = index[static_cast<std::size_t>(axis)];
        if (!(at >= -0.5 - rounding && at <= static_cast<double>(size[axis]) - 0.5 + rounding)) {
            return false;
        }
    }
    return true;
}

std::int64_t nearest(double at, std::int64_t extent) {
    return std::clamp<std::int64_t>(std::llround(at), 0, extent - 1);
}

/// Precondition: isWithin(index, size).
float trilinear(const std::vector<float>& values, const GridSize& size, const Vector& index) {
    std::array<std::int64_t, 3> lower{};
    std::array<double, 3> weight{};
    for (int axis = 0; axis < 3; ++axis) {
        const auto i = static_cast<std::size_t>(axis);
        const double at = std::clamp(index[i], 0.0, static_cast<double>(size[axis] - 1));
        lower[i] = std::min<std::int64_t>(static_cast<std::int64_t>(at),
                                          std::max<std::int64_t>(size[axis] - 2, 0));
        weight[i] = at - static_cast<double>(lower[i]);
    }
    double value = 0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        double share = 1;
        std::array<std::int64_t, 3> at = lower;
        for (std::size_t i = 0; i < 3; ++i) {
            const bool upper = ((corner >> i) & 1U) != 0;
            share *= upper ? weight[i] : 1 - weight[i];
            at[i] += upper ? 1 : 0;
        }
        if (share > 0) { // else it may lie outside
            value +=
                share * values[static_cast<std::size_t>(at[0] + size.x * (at[1] + size.y * at[2]))];
        }
    }
    return static_cast<float>(value);
}

/// Calls sample(index in the sheared grid) for each voxel of the upright one, x fastest.
template <typename Sample>
void forEachVoxel(const ShearedAxes& axes, const Geometry& upright, const Sample& sample) {
    const IndexOf indexOf(axes);
    for (VoxelIndex voxel; voxel.z < upright.size().z; ++voxel.z) {
        for (voxel.y = 0; voxel.y < upright.size().y; ++voxel.y) {
            for (voxel.x = 0; voxel.x < upright.size().x; ++voxel.x) {
                sample(indexOf(upright.toWorld(voxel)));
            }
        }
    }
}

} // namespace

bool isSheared(const ShearedAxes& axes) {
    constexpr double tolerance = 1e-3;
    for (const auto& [first, second] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
        const Vector a = column(axes, static_cast<std::size_t>(first));
        const Vector b = column(axes, static_cast<std::size_t>(second));
        if (std::abs(dot(a, b)) > tolerance * std::sqrt(dot(a, a) * dot(b, b))) {
            return true;
        }
    }
    return false;
}

Geometry uprightGrid(const ShearedAxes& axes) {
    requireVolume(axes);
    const std::array<Vector, 3> frame = uprightFrame(axes);
    std::array<double, 3> spacing{};
    std::array<std::int64_t, 3> extent{};
    Matrix3 direction{};
    Vector origin = column(axes, 3);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        spacing[axis] = std::abs(dot(column(axes, axis), frame[axis]));
        const Reach reach = reachAlong(axes, frame[axis], spacing[axis]);
        extent[axis] = reach.extent;
        origin = sum(origin, scaled(frame[axis], reach.start));
        for (std::size_t row = 0; row < 3; ++row) {
            direction[3 * row + axis] = frame[axis][row];
        }
    }
    return Geometry({extent[0], extent[1], extent[2]}, spacing, {origin[0], origin[1], origin[2]},
                    direction);
}

Volume resampleUpright(const Volume& volume, const ShearedAxes& axes) {
    const Geometry upright = uprightGrid(axes);
    std::vector<float> result;
    result.reserve(static_cast<std::size_t>(upright.size().voxels() * volume.frames()));
    for (std::int64_t frame = 0; frame < volume.frames(); ++frame) {
        const std::vector<float> values = volume.toFloat(frame);
        const float outside = *std::min_element(values.begin(), values.end());
        forEachVoxel(axes, upright, [&](const Vector& index) {
            result.push_back(isWithin(index, axes.size) ? trilinear(values, axes.size, index)
                                                        : outside);
        });
    }
    return Volume(upright, std::move(result), volume.frames());
}

LabelMap resampleUpright(const LabelMap& labels, const ShearedAxes& axes) {
    const Geometry upright = uprightGrid(axes);
    LabelMap result(upright, labels.layers());
    std::size_t at = 0;
    forEachVoxel(axes, upright, [&](const Vector& index) {
        if (isWithin(index, axes.size)) {
            const VoxelIndex from{nearest(index[0], axes.size.x), nearest(index[1], axes.size.y),
                                  nearest(index[2], axes.size.z)};
            for (int layer = 0; layer < labels.layers(); ++layer) {
                result.layer(layer)[at] = labels.at(from, layer);
            }
        }
        ++at;
    });
    return result;
}

} // namespace laurel
