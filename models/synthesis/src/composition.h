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

/// A plane that limbs are put into. Where two would overlap, each keeps its side: skin on skin.
struct Composition {
    PlaneGrid grid;
    std::vector<float> signal;
    std::vector<float> skinDistance;
    std::vector<std::uint16_t> label;

    explicit Composition(const PlaneGrid& wholeGrid);
    /// @param labelOffset added to labels other than 0
    void add(const RenderedLimb& limb, const GridWindow& window, std::uint16_t labelOffset);
};

} // namespace laurel
