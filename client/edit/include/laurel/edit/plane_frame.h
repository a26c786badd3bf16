#pragma once

#include "laurel/edit/segmentation.h"
#include "laurel/imaging/masks.h"

#include <span>

namespace laurel {

/// A position on a plane of voxels, in mm along its two index axes (the lower axis first) from the
/// centre of its first voxel: voxel (i, j) of the plane has its centre at (i × spacing, j ×
/// spacing). Curves live here, so that lengths mean the same along both axes.
struct CurvePoint {
    double x = 0;
    double y = 0;
    bool operator==(const CurvePoint&) const = default;

    CurvePoint operator+(const CurvePoint& other) const { return {x + other.x, y + other.y}; }
    CurvePoint operator-(const CurvePoint& other) const { return {x - other.x, y - other.y}; }
    CurvePoint operator*(double factor) const { return {x * factor, y * factor}; }
    double dot(const CurvePoint& other) const { return x * other.x + y * other.y; }
    double cross(const CurvePoint& other) const { return x * other.y - y * other.x; }
    double length() const;
};

/// How a plane of voxels of a volume is counted and measured. A value.
class PlaneFrame {
  public:
    /// @throws Error InvalidArgument when the plane does not lie in the volume
    PlaneFrame(const Geometry& geometry, const SlicePlane& plane);
    /// A plane by itself, for masks without a volume: axis 2, slice 0.
    PlaneFrame(std::int64_t columns, std::int64_t rows, double columnMm, double rowMm);

    const SlicePlane& plane() const noexcept { return plane_; }
    std::int64_t columns() const noexcept { return columns_; }
    std::int64_t rows() const noexcept { return rows_; }
    double columnMm() const noexcept { return columnMm_; }
    double rowMm() const noexcept { return rowMm_; }
    double smallestMm() const noexcept { return columnMm_ < rowMm_ ? columnMm_ : rowMm_; }
    GridSize size() const noexcept { return {columns_, rows_, 1}; }
    std::array<double, 3> spacing() const noexcept { return {columnMm_, rowMm_, 1}; }

    CurvePoint toPlane(const ContinuousIndex& index) const noexcept;
    /// The coordinate along the normal is the plane's.
    ContinuousIndex toIndex(const CurvePoint& point) const noexcept;
    VoxelIndex voxel(std::int64_t column, std::int64_t row) const noexcept;

    /// The segment's voxels on the plane, columns fastest.
    Mask maskOf(const LabelMap& labels, int layer, std::uint16_t value) const;

    /// Between the four values around a point; beyond the border as at the border.
    /// @param values one for each voxel of the plane, columns fastest
    double interpolated(std::span<const float> values, const CurvePoint& point) const;

    bool operator==(const PlaneFrame&) const = default;

  private:
    SlicePlane plane_;
    std::int64_t columns_ = 1;
    std::int64_t rows_ = 1;
    double columnMm_ = 1;
    double rowMm_ = 1;
};

} // namespace laurel
