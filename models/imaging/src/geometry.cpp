#include "laurel/imaging/geometry.h"

#include "laurel/base/error.h"

#include <cmath>
#include <sstream>

namespace laurel {

namespace {

constexpr std::int64_t maxExtent = 65535;
constexpr std::int64_t maxVoxels = std::int64_t{1} << 34;

using Column = std::array<double, 3>;

Column column(const Matrix3& matrix, int axis) {
    return {matrix[axis], matrix[3 + axis], matrix[6 + axis]};
}

double dot(const Column& a, const Column& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

[[noreturn]] void refuse(const std::string& message) {
    throw Error(ErrorCode::InvalidInput, "geometry: " + message);
}

std::string number(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

void checkSize(const GridSize& size) {
    for (int axis = 0; axis < 3; ++axis) {
        if (size[axis] < 1 || size[axis] > maxExtent) {
            refuse("size along axis " + std::to_string(axis) + " must be 1 to 65535, not " +
                   std::to_string(size[axis]));
        }
    }
    if (size.voxels() > maxVoxels) {
        refuse("more than 2^34 voxels");
    }
}

void checkSpacing(const std::array<double, 3>& spacing) {
    for (const double step : spacing) {
        if (!std::isfinite(step) || step < 1e-4 || step > 1e4) {
            refuse("spacing must be 0.0001 to 10000 mm, not " + number(step));
        }
    }
}

void checkOrigin(const WorldPoint& origin) {
    for (const double position : {origin.x, origin.y, origin.z}) {
        if (!std::isfinite(position) || std::abs(position) > 1e6) {
            refuse("origin must lie within 1000000 mm, not at " + number(position));
        }
    }
}

/// Gram–Schmidt; the input is checked to be nearly orthonormal, so this only removes rounding.
Matrix3 orthonormalised(const Matrix3& direction) {
    std::array<Column, 3> axes;
    for (int axis = 0; axis < 3; ++axis) {
        axes[axis] = column(direction, axis);
        const double length = std::sqrt(dot(axes[axis], axes[axis]));
        if (!std::isfinite(length) || std::abs(length - 1.0) > 1e-3) {
            refuse("direction column " + std::to_string(axis) + " must have length 1, not " +
                   number(length));
        }
        for (int before = 0; before < axis; ++before) {
            const double overlap = dot(axes[axis], axes[before]);
            if (std::abs(overlap) > 2e-3) {
                refuse(
                    "direction columns " + std::to_string(before) + " and " + std::to_string(axis) +
                    " must be perpendicular; the grid is sheared (cosine " + number(overlap) + ")");
            }
            for (int i = 0; i < 3; ++i) {
                axes[axis][i] -= overlap * axes[before][i];
            }
        }
        const double rest = std::sqrt(dot(axes[axis], axes[axis]));
        for (double& component : axes[axis]) {
            component /= rest;
        }
    }
    Matrix3 result;
    for (int axis = 0; axis < 3; ++axis) {
        for (int row = 0; row < 3; ++row) {
            result[3 * row + axis] = axes[axis][row];
        }
    }
    return result;
}

} // namespace

Geometry::Geometry(GridSize size, std::array<double, 3> spacing, WorldPoint origin,
                   Matrix3 direction)
    : size_(size), spacing_(spacing), origin_(origin) {
    checkSize(size);
    checkSpacing(spacing);
    checkOrigin(origin);
    direction_ = orthonormalised(direction);
}

WorldPoint Geometry::toWorld(const ContinuousIndex& index) const noexcept {
    const double x = index.x * spacing_[0];
    const double y = index.y * spacing_[1];
    const double z = index.z * spacing_[2];
    const Matrix3& d = direction_;
    return {origin_.x + d[0] * x + d[1] * y + d[2] * z, origin_.y + d[3] * x + d[4] * y + d[5] * z,
            origin_.z + d[6] * x + d[7] * y + d[8] * z};
}

WorldPoint Geometry::toWorld(const VoxelIndex& index) const noexcept {
    return toWorld(ContinuousIndex{static_cast<double>(index.x), static_cast<double>(index.y),
                                   static_cast<double>(index.z)});
}

ContinuousIndex Geometry::toIndex(const WorldPoint& point) const noexcept {
    const double x = point.x - origin_.x;
    const double y = point.y - origin_.y;
    const double z = point.z - origin_.z;
    const Matrix3& d = direction_; // orthonormal, so its transpose inverts it
    return {(d[0] * x + d[3] * y + d[6] * z) / spacing_[0],
            (d[1] * x + d[4] * y + d[7] * z) / spacing_[1],
            (d[2] * x + d[5] * y + d[8] * z) / spacing_[2]};
}

bool Geometry::contains(const VoxelIndex& index) const noexcept {
    return index.x >= 0 && index.x < size_.x && index.y >= 0 && index.y < size_.y && index.z >= 0 &&
           index.z < size_.z;
}

bool Geometry::sameGridAs(const Geometry& other, double tolerance) const noexcept {
    if (!(size_ == other.size_)) {
        return false;
    }
    for (int corner = 0; corner < 8; ++corner) {
        const VoxelIndex index{(corner & 1) != 0 ? size_.x - 1 : 0,
                               (corner & 2) != 0 ? size_.y - 1 : 0,
                               (corner & 4) != 0 ? size_.z - 1 : 0};
        const ContinuousIndex there = other.toIndex(toWorld(index));
        if (std::abs(there.x - static_cast<double>(index.x)) > tolerance ||
            std::abs(there.y - static_cast<double>(index.y)) > tolerance ||
            std::abs(there.z - static_cast<double>(index.z)) > tolerance) {
            return false;
        }
    }
    return true;
}

std::string Geometry::describe() const {
    std::ostringstream text;
    text << size_.x << "×" << size_.y << "×" << size_.z << " voxels of " << spacing_[0] << "×"
         << spacing_[1] << "×" << spacing_[2] << " mm";
    return text.str();
}

} // namespace laurel
