#include "composition.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel {

namespace {

struct Range {
    std::int64_t first = 0;
    std::int64_t count = 1;
};

Range rangeAround(double centre, double reach, double start, double step, std::int64_t count) {
    const auto low = static_cast<std::int64_t>(std::floor((centre - reach - start) / step));
    const auto high = static_cast<std::int64_t>(std::ceil((centre + reach - start) / step));
    const std::int64_t first = std::clamp<std::int64_t>(low, 0, count - 1);
    const std::int64_t last = std::clamp<std::int64_t>(high, first, count - 1);
    return {first, last - first + 1};
}

} // namespace

GridWindow windowAround(const PlaneGrid& grid, PlanePoint centre, double reach) {
    const Range columns = rangeAround(centre.x, reach, grid.origin.x, grid.stepX, grid.columns);
    const Range rows = rangeAround(centre.y, reach, grid.origin.y, grid.stepY, grid.rows);
    return {{columns.count, rows.count, grid.stepX, grid.stepY,
             PlanePoint{grid.x(columns.first), grid.y(rows.first)}},
            columns.first,
            rows.first};
}

Composition::Composition(const PlaneGrid& wholeGrid)
    : grid(wholeGrid), signal(wholeGrid.pixels(), 0.0F),
      skinDistance(wholeGrid.pixels(), std::numeric_limits<float>::max()),
      label(wholeGrid.pixels(), 0) {}

void Composition::add(const RenderedLimb& limb, const GridWindow& window,
                      std::uint16_t labelOffset) {
    for (std::int64_t r = 0; r < limb.grid.rows; ++r) {
        for (std::int64_t c = 0; c < limb.grid.columns; ++c) {
            const auto from = static_cast<std::size_t>(r * limb.grid.columns + c);
            const auto to = static_cast<std::size_t>((r + window.firstRow) * grid.columns + c +
                                                     window.firstColumn);
            if (limb.skinDistance[from] >= skinDistance[to]) {
                continue;
            }
            skinDistance[to] = limb.skinDistance[from];
            signal[to] = limb.signal[from];
            const std::uint16_t value = limb.label[from];
            label[to] =
                value == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(value + labelOffset);
        }
    }
}

} // namespace laurel
