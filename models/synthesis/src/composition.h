#pragma once

#include "limb_renderer.h"
#include "plane_grid.h"

#include <cstdint>
#include <vector>

namespace laurel {

/// The part of a grid within `reach` mm of a point (at least one pixel), pixel on pixel.
struct GridWindow {
    PlaneGrid grid;
    std::int64_t firstColumn = 0;
    std::int64_t firstRow = 0;
};
GridWindow windowAround(const PlaneGrid& grid, PlanePoint centre, double reach);

/// Pixels of a rendered limb that hold body, the last ones included; last < first when none does.
struct BodyBox {
    std::int64_t firstColumn = 0;
    std::int64_t lastColumn = -1;
    std::int64_t firstRow = 0;
    std::int64_t lastRow = -1;

    std::int64_t columns() const noexcept { return lastColumn - firstColumn + 1; }
    std::int64_t rows() const noexcept { return lastRow - firstRow + 1; }
};
BodyBox bodyBox(const RenderedLimb& limb);

/// The least number of columns to shift `second` to the right so that no row of it overlaps
/// `first` (both as they lie in their own grids, row on row); negative when they are apart.
std::int64_t touchingShift(const RenderedLimb& first, const RenderedLimb& second);

/// A plane that limbs are put into. Where two would overlap, each keeps its side: skin on skin.
struct Composition {
    PlaneGrid grid;
    std::vector<float> signal;
    std::vector<float> skinDistance;
    std::vector<std::uint16_t> label;

    explicit Composition(const PlaneGrid& wholeGrid);
    /// @param firstColumn, firstRow where the limb's first pixel goes; what falls outside is cut
    /// off
    /// @param labelOffset added to labels other than 0
    void add(const RenderedLimb& limb, std::int64_t firstColumn, std::int64_t firstRow,
             std::uint16_t labelOffset);
};

} // namespace laurel
