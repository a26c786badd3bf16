#pragma once

#include "laurel/edit/segmentation.h"

#include <QPointF>
#include <QSizeF>
#include <QString>

#include <array>
#include <cstdint>
#include <utility>

namespace laurel::ui {

/// How a plane of voxels lies on the screen: which index axis runs to the right and which down, and
/// whether against its own direction. Radiological: the patient's right (sagittal: anterior) at the
/// left, anterior (else superior) on top, by the nearest anatomical direction. A value.
///
/// Plane coordinates are (column, row) in voxels as seen; integers are voxel centres.
class PlaneLayout {
  public:
    enum class Plane { Axial, Sagittal, Coronal };

    /// One index axis as it runs on the screen.
    struct Run {
        int axis = 0;          ///< of the index
        bool mirrored = false; ///< low indices at the right or at the bottom
        std::int64_t count = 1;
        double spacing = 1; ///< mm
        std::int64_t stride =
            1; ///< samples from one voxel to the next as seen; negative if mirrored
    };

    /// @param axis the index axis that is normal to the plane
    PlaneLayout(const Geometry& geometry, int axis);

    int axis() const noexcept { return axis_; }
    Plane plane() const noexcept { return plane_; }
    const Run& across() const noexcept { return across_; }
    const Run& down() const noexcept { return down_; }
    std::int64_t columns() const noexcept { return across_.count; }
    std::int64_t rows() const noexcept { return down_.count; }
    QSizeF sizeMm() const;
    /// "R", "A", "L", "P": what of the patient is at the left, on top, at the right, at the bottom.
    const std::array<QString, 4>& letters() const noexcept { return letters_; }

    QPointF toPlane(const ContinuousIndex& index) const;
    /// The coordinate along the normal is `normal`.
    ContinuousIndex toIndex(const QPointF& plane, double normal) const;
    /// Offset of column 0, row 0 of a slice in an array of the volume, x fastest.
    std::int64_t firstOffset(std::int64_t slice) const noexcept;

  private:
    Run runOf(const Geometry& geometry, int patientAxis, bool growsWithLps);

    int axis_;
    Plane plane_;
    std::int64_t normalStride_;
    Run across_;
    Run down_;
    std::array<QString, 4> letters_;
};

/// Columns and rows of a plane, both ends included.
struct PlaneRect {
    std::int64_t left = 0;
    std::int64_t top = 0;
    std::int64_t right = -1;
    std::int64_t bottom = -1;
    bool operator==(const PlaneRect&) const = default;

    bool empty() const noexcept { return left > right || top > bottom; }
    PlaneRect grownBy(std::int64_t voxels) const noexcept {
        return {left - voxels, top - voxels, right + voxels, bottom + voxels};
    }
    PlaneRect within(const PlaneLayout& layout) const noexcept;
    static PlaneRect all(const PlaneLayout& layout) noexcept {
        return {0, 0, layout.columns() - 1, layout.rows() - 1};
    }
};

/// What of a box of voxels lies in the slice; empty when nothing does.
PlaneRect crossSection(const PlaneLayout& layout, std::int64_t slice, const VoxelBox& box);

double component(const ContinuousIndex& index, int axis) noexcept;
std::int64_t component(const VoxelIndex& index, int axis) noexcept;
void setComponent(ContinuousIndex& index, int axis, double value) noexcept;
void setComponent(VoxelIndex& index, int axis, std::int64_t value) noexcept;
/// The voxel in whose box the position lies.
VoxelIndex nearestVoxel(const ContinuousIndex& index) noexcept;
ContinuousIndex centreOf(const VoxelIndex& index) noexcept;

} // namespace laurel::ui
