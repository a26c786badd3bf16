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

BodyBox bodyBox(const RenderedLimb& limb) {
    BodyBox box{limb.grid.columns, -1, limb.grid.rows, -1};
    for (std::int64_t r = 0; r < limb.grid.rows; ++r) {
        for (std::int64_t c = 0; c < limb.grid.columns; ++c) {
            if (limb.skinDistance[static_cast<std::size_t>(r * limb.grid.columns + c)] < 0) {
                box = {std::min(box.firstColumn, c), std::max(box.lastColumn, c),
                       std::min(box.firstRow, r), std::max(box.lastRow, r)};
            }
        }
    }
    return box;
}

std::int64_t touchingShift(const RenderedLimb& first, const RenderedLimb& second) {
    const std::int64_t rows = std::min(first.grid.rows, second.grid.rows);
    std::int64_t shift = -second.grid.columns;
    for (std::int64_t r = 0; r < rows; ++r) {
        std::int64_t end = -1; // of the first limb in this row
        for (std::int64_t c = 0; c < first.grid.columns; ++c) {
            end = first.skinDistance[static_cast<std::size_t>(r * first.grid.columns + c)] < 0
                      ? c
                      : end;
        }
        for (std::int64_t c = 0; end >= 0 && c < second.grid.columns; ++c) {
            if (second.skinDistance[static_cast<std::size_t>(r * second.grid.columns + c)] < 0) {
                shift = std::max(shift, end + 1 - c);
                break;
            }
        }
    }
    return shift;
}

Composition::Composition(const PlaneGrid& wholeGrid)
    : grid(wholeGrid), signal(wholeGrid.pixels(), 0.0F),
      skinDistance(wholeGrid.pixels(), std::numeric_limits<float>::max()),
      label(wholeGrid.pixels(), 0) {}

void Composition::add(const RenderedLimb& limb, std::int64_t firstColumn, std::int64_t firstRow,
                      std::uint16_t labelOffset) {
    for (std::int64_t r = 0; r < limb.grid.rows; ++r) {
        for (std::int64_t c = 0; c < limb.grid.columns; ++c) {
            const std::int64_t row = r + firstRow;
            const std::int64_t column = c + firstColumn;
            if (row < 0 || row >= grid.rows || column < 0 || column >= grid.columns) {
                continue;
            }
            const auto from = static_cast<std::size_t>(r * limb.grid.columns + c);
            const auto to = static_cast<std::size_t>(row * grid.columns + column);
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
