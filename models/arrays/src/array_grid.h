#pragma once

#include "laurel/arrays/npy.h"
#include "laurel/imaging/volume.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// Extents of an array indexed [row, column, slice, frame].
struct ArrayExtent {
    std::int64_t rows = 1;
    std::int64_t columns = 1;
    std::int64_t slices = 1;
    std::int64_t frames = 1;
    bool operator==(const ArrayExtent&) const = default;

    GridSize gridSize() const noexcept { return {columns, rows, slices}; }
};

/// @throws Error InvalidInput unless the array has 2 to maxRank dimensions of 1 to 65535
ArrayExtent extentOf(const NpyArray& array, std::size_t maxRank, const std::string& source);

/// What a bundle says of its grid; absent arrays are empty.
struct GridArrays {
    std::optional<NpyArray> resolution;
    std::optional<NpyArray> affine;
};

/// @param fallback where the bundle says nothing; absent: 1 mm
/// @throws Error InvalidInput
Geometry gridOf(const ArrayExtent& extent, const GridArrays& arrays,
                const std::optional<Geometry>& fallback, const std::string& source);

/// [row, column, slice] to RAS mm as a 4×4 array, and mm per row, column and slice.
NpyArray affineArray(const Geometry& geometry);
NpyArray resolutionArray(const Geometry& geometry);

/// An array as a volume, and back.
Volume makeArrayVolume(const NpyArray& array, const GridArrays& grid,
                       const std::optional<Geometry>& fallback, const Rescale& rescale,
                       const std::string& source);
NpyArray volumeArray(const Volume& volume);

/// Calls visit(array offset, voxel offset) for every sample: the array's last index runs fastest in
/// the array, x (the column) in a volume.
template <typename Visit>
void forEachSample(const ArrayExtent& extent, Visit visit) {
    std::size_t voxel = 0;
    for (std::int64_t frame = 0; frame < extent.frames; ++frame) {
        for (std::int64_t slice = 0; slice < extent.slices; ++slice) {
            for (std::int64_t row = 0; row < extent.rows; ++row) {
                for (std::int64_t column = 0; column < extent.columns; ++column) {
                    const std::int64_t plane = (row * extent.columns + column) * extent.slices;
                    visit(static_cast<std::size_t>((plane + slice) * extent.frames + frame),
                          voxel++);
                }
            }
        }
    }
}

} // namespace laurel
