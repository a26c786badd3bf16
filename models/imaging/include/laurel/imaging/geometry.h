#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

/// Shared conventions: world coordinates are LPS (x grows to the patient's Left, y to Posterior,
/// z to Superior) in mm; index coordinates address voxel centres, so voxel (0,0,0) has its centre
/// at the origin and covers -0.5 to 0.5 along each axis. Arrays run x fastest, then y, then z.
/// Readers convert to this, nothing else does. See docs/coordinates.md.
namespace laurel {

/// A voxel. Components may lie outside a volume; only `Geometry::contains` says whether they do.
struct VoxelIndex {
    std::int64_t x = 0;
    std::int64_t y = 0;
    std::int64_t z = 0;
    bool operator==(const VoxelIndex&) const = default;
};

/// A position in voxel units; integers are voxel centres.
struct ContinuousIndex {
    double x = 0;
    double y = 0;
    double z = 0;
    bool operator==(const ContinuousIndex&) const = default;
};

/// A position in the patient: LPS, mm.
struct WorldPoint {
    double x = 0;
    double y = 0;
    double z = 0;
    bool operator==(const WorldPoint&) const = default;
};

/// Numbers of voxels; each at least 1 in a valid Geometry.
struct GridSize {
    std::int64_t x = 1;
    std::int64_t y = 1;
    std::int64_t z = 1;
    bool operator==(const GridSize&) const = default;

    std::int64_t voxels() const noexcept { return x * y * z; }
    std::int64_t operator[](int axis) const noexcept { return axis == 0 ? x : axis == 1 ? y : z; }
};

/// Row-major 3×3. As a direction, column a is the unit vector of index axis a in LPS.
using Matrix3 = std::array<double, 9>;
inline constexpr Matrix3 identityMatrix{1, 0, 0, 0, 1, 0, 0, 0, 1};

/// Where a grid of voxels lies in the patient. A value; immutable after creation.
class Geometry {
  public:
    /// One voxel of 1 mm at the origin.
    Geometry() = default;

    /// @param size      1 to 65535 along each axis and at most 2^34 voxels in all
    /// @param spacing   mm, finite, 1e-4 to 1e4
    /// @param origin    LPS mm, finite, within ±1e6: the centre of voxel (0,0,0)
    /// @param direction orthonormal within 1e-3 (made exactly so); left-handed ones are allowed
    /// @throws Error InvalidInput naming the offending value
    Geometry(GridSize size, std::array<double, 3> spacing, WorldPoint origin = {},
             Matrix3 direction = identityMatrix);

    const GridSize& size() const noexcept { return size_; }
    const std::array<double, 3>& spacing() const noexcept { return spacing_; }
    const WorldPoint& origin() const noexcept { return origin_; }
    const Matrix3& direction() const noexcept { return direction_; }
    /// mm³ of one voxel.
    double voxelVolume() const noexcept { return spacing_[0] * spacing_[1] * spacing_[2]; }

    WorldPoint toWorld(const ContinuousIndex& index) const noexcept;
    WorldPoint toWorld(const VoxelIndex& index) const noexcept;
    ContinuousIndex toIndex(const WorldPoint& point) const noexcept;

    bool contains(const VoxelIndex& index) const noexcept;
    /// Offset in an array of this size. Precondition: contains(index).
    std::size_t offset(const VoxelIndex& index) const noexcept {
        return static_cast<std::size_t>(index.x + size_.x * (index.y + size_.y * index.z));
    }

    /// Same size, and every corner voxel centre within `tolerance` voxels of the other's.
    bool sameGridAs(const Geometry& other, double tolerance = 1e-3) const noexcept;

    /// "160×320×25 voxels of 1×1×6 mm", for messages.
    std::string describe() const;

  private:
    GridSize size_;
    std::array<double, 3> spacing_{1, 1, 1};
    WorldPoint origin_;
    Matrix3 direction_ = identityMatrix;
};

} // namespace laurel
