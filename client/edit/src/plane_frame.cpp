#include "laurel/edit/plane_frame.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace laurel {

namespace {

int acrossOf(int axis) {
    return axis == 0 ? 1 : 0;
}

int downOf(int axis) {
    return axis == 2 ? 1 : 2;
}

} // namespace

double CurvePoint::length() const {
    return std::hypot(x, y);
}

PlaneFrame::PlaneFrame(const Geometry& geometry, const SlicePlane& plane) : plane_(plane) {
    if (plane.axis < 0 || plane.axis > 2 || plane.index < 0 ||
        plane.index >= geometry.size()[plane.axis]) {
        throw Error(ErrorCode::InvalidArgument, "there is no slice " +
                                                    std::to_string(plane.index + 1) + " of axis " +
                                                    std::to_string(plane.axis));
    }
    columns_ = geometry.size()[acrossOf(plane.axis)];
    rows_ = geometry.size()[downOf(plane.axis)];
    columnMm_ = geometry.spacing()[static_cast<std::size_t>(acrossOf(plane.axis))];
    rowMm_ = geometry.spacing()[static_cast<std::size_t>(downOf(plane.axis))];
}

PlaneFrame::PlaneFrame(std::int64_t columns, std::int64_t rows, double columnMm, double rowMm)
    : columns_(columns), rows_(rows), columnMm_(columnMm), rowMm_(rowMm) {}

CurvePoint PlaneFrame::toPlane(const ContinuousIndex& index) const noexcept {
    const double across = plane_.axis == 0 ? index.y : index.x;
    const double down = plane_.axis == 2 ? index.y : index.z;
    return {across * columnMm_, down * rowMm_};
}

ContinuousIndex PlaneFrame::toIndex(const CurvePoint& point) const noexcept {
    const double across = point.x / columnMm_;
    const double down = point.y / rowMm_;
    const auto normal = static_cast<double>(plane_.index);
    switch (plane_.axis) {
    case 0:
        return {normal, across, down};
    case 1:
        return {across, normal, down};
    default:
        return {across, down, normal};
    }
}

VoxelIndex PlaneFrame::voxel(std::int64_t column, std::int64_t row) const noexcept {
    switch (plane_.axis) {
    case 0:
        return {plane_.index, column, row};
    case 1:
        return {column, plane_.index, row};
    default:
        return {column, row, plane_.index};
    }
}

Mask PlaneFrame::maskOf(const LabelMap& labels, int layer, std::uint16_t value) const {
    const auto voxels = labels.layer(layer);
    Mask mask(static_cast<std::size_t>(columns_ * rows_));
    for (std::int64_t row = 0; row < rows_; ++row) {
        for (std::int64_t column = 0; column < columns_; ++column) {
            const bool inside = voxels[labels.geometry().offset(voxel(column, row))] == value;
            mask[static_cast<std::size_t>(row * columns_ + column)] = inside ? 1 : 0;
        }
    }
    return mask;
}

double PlaneFrame::interpolated(std::span<const float> values, const CurvePoint& point) const {
    const double x = std::clamp(point.x / columnMm_, 0.0, static_cast<double>(columns_ - 1));
    const double y = std::clamp(point.y / rowMm_, 0.0, static_cast<double>(rows_ - 1));
    const auto left = static_cast<std::int64_t>(x);
    const auto top = static_cast<std::int64_t>(y);
    const std::int64_t right = std::min(left + 1, columns_ - 1);
    const std::int64_t bottom = std::min(top + 1, rows_ - 1);
    const double fx = x - static_cast<double>(left);
    const double fy = y - static_cast<double>(top);
    const auto value = [&](std::int64_t column, std::int64_t row) {
        return static_cast<double>(values[static_cast<std::size_t>(row * columns_ + column)]);
    };
    return (1 - fy) * ((1 - fx) * value(left, top) + fx * value(right, top)) +
           fy * ((1 - fx) * value(left, bottom) + fx * value(right, bottom));
}

} // namespace laurel
