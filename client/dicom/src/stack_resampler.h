#pragma once

#include "slice_header.h"

#include "laurel/base/cancellation.h"
#include "laurel/imaging/geometry.h"

#include <span>

namespace laurel {

/// Parallel slices that lie on no regular grid: tilted against the way that the table went, at
/// uneven distances, or with some missing.
struct IrregularStack {
    /// Where the first voxel of each slice lies, from that of the first slice: along rows, columns
    /// and the normal, mm; ascending along the normal.
    std::vector<std::array<double, 3>> offsets;
    /// A regular grid around all of them, with axes as the slices have, and slices at the smallest
    /// distance that any two have.
    Geometry grid;
    std::array<double, 2> corner{};         ///< of the grid, from the first slice: mm
    std::vector<std::int64_t> interpolated; ///< slices of the grid that lie between acquired ones
};

/// Precondition: at least two slices, sorted along their common normal, no two at one place, all
/// geometry stated. None where the grid would have far more voxels than the slices have.
std::optional<IrregularStack> planResampling(const std::vector<SliceHeader>& slices);

/// Linear in all directions. Voxels that no slice covers become `outside`; values of integer types
/// are rounded.
/// @param source slice after slice, as they were planned
template <typename T>
std::vector<T> resampleStack(const IrregularStack& stack, GridSize sourceSize,
                             std::span<const T> source, T outside, const CancellationToken& cancel);

extern template std::vector<std::uint8_t> resampleStack(const IrregularStack&, GridSize,
                                                        std::span<const std::uint8_t>, std::uint8_t,
                                                        const CancellationToken&);
extern template std::vector<std::int16_t> resampleStack(const IrregularStack&, GridSize,
                                                        std::span<const std::int16_t>, std::int16_t,
                                                        const CancellationToken&);
extern template std::vector<std::uint16_t> resampleStack(const IrregularStack&, GridSize,
                                                         std::span<const std::uint16_t>,
                                                         std::uint16_t, const CancellationToken&);
extern template std::vector<std::int32_t> resampleStack(const IrregularStack&, GridSize,
                                                        std::span<const std::int32_t>, std::int32_t,
                                                        const CancellationToken&);
extern template std::vector<float> resampleStack(const IrregularStack&, GridSize,
                                                 std::span<const float>, float,
                                                 const CancellationToken&);

} // namespace laurel
