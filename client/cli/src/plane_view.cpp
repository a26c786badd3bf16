#include "plane_view.h"

#include "laurel/imaging/masks.h"
#include "laurel/imaging/orientation.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

/// Weights 1 6 1: rounds the steps of voxels, and leaves a lone voxel above one half.
void smoothAlong(std::vector<float>& plane, std::int64_t count, std::int64_t step,
                 std::int64_t lines, std::int64_t lineStep) {
    for (std::int64_t line = 0; line < lines; ++line) {
        float before = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            float& here = plane[static_cast<std::size_t>(line * lineStep + i * step)];
            const float after =
                i + 1 < count ? plane[static_cast<std::size_t>(line * lineStep + (i + 1) * step)]
                              : 0;
            const float kept = here;
            here = (before + 6 * here + after) / 8;
            before = kept;
        }
    }
}

std::vector<float> smoothed(std::vector<float> plane, const PlaneSize& size) {
    smoothAlong(plane, size.columns, 1, size.rows, size.columns);
    smoothAlong(plane, size.rows, size.columns, size.columns, 1);
    return plane;
}

/// The first of the letters (or its opposite) that is not the third axis; the side at the low end.
struct AxisChoice {
    char grows;
    char lowEnd;
};

AxisChoice horizontalAxis(int thirdAxis) {
    return thirdAxis == 0 ? AxisChoice{'P', 'A'} : AxisChoice{'L', 'R'};
}

AxisChoice verticalAxis(int thirdAxis) {
    return thirdAxis == 2 ? AxisChoice{'P', 'A'} : AxisChoice{'I', 'S'};
}

} // namespace

PlaneView planeViewOf(const Matrix3& direction) {
    const Orientation own = Orientation::of(direction);
    const int thirdAxis = own.patientAxis(2);
    const AxisChoice across = horizontalAxis(thirdAxis);
    const AxisChoice down = verticalAxis(thirdAxis);
    return {{across.lowEnd, down.lowEnd},
            std::string{across.grows, down.grows, own.letters().at(2)}};
}

Crop cropToBody(const std::vector<float>& values, const Geometry& geometry,
                const std::vector<std::int64_t>& slices) {
    constexpr double marginMm = 8;
    const GridSize& size = geometry.size();
    const float threshold = otsuThreshold(values) / 2; // air and noise are darker than half of that
    std::array<std::int64_t, 2> low{size.x, size.y};
    std::array<std::int64_t, 2> high{-1, -1};
    for (const std::int64_t z : slices) {
        for (std::int64_t y = 0; y < size.y; ++y) {
            for (std::int64_t x = 0; x < size.x; ++x) {
                if (values[geometry.offset({x, y, z})] > threshold) {
                    low = {std::min(low[0], x), std::min(low[1], y)};
                    high = {std::max(high[0], x), std::max(high[1], y)};
                }
            }
        }
    }
    if (high[0] < low[0]) {
        return {0, 0, size.x, size.y};
    }
    for (int axis = 0; axis < 2; ++axis) {
        const auto margin =
            static_cast<std::int64_t>(std::ceil(marginMm / geometry.spacing()[axis]));
        low[axis] = std::max<std::int64_t>(0, low[axis] - margin);
        high[axis] = std::min(size[axis] - 1, high[axis] + margin);
    }
    return {low[0], low[1], high[0] - low[0] + 1, high[1] - low[1] + 1};
}

std::vector<float> sampleTile(const std::vector<float>& plane, const PlaneSize& size,
                              const Crop& crop, const PlaneSize& tile) {
    PlaneSampling sampling;
    sampling.rowStep = static_cast<double>(crop.rows) / static_cast<double>(tile.rows);
    sampling.columnStep = static_cast<double>(crop.columns) / static_cast<double>(tile.columns);
    sampling.rowStart = static_cast<double>(crop.row) - 0.5 + sampling.rowStep / 2;
    sampling.columnStart = static_cast<double>(crop.column) - 0.5 + sampling.columnStep / 2;
    return resamplePlaneLinear(plane, size, sampling, tile);
}

std::vector<float> borderDistance(const std::vector<float>& mask, const PlaneSize& size,
                                  const Crop& crop, const PlaneSize& tile) {
    constexpr float farAway = 8;
    const std::vector<float> inside = sampleTile(smoothed(mask, size), size, crop, tile);
    std::vector<float> distance(inside.size());
    const auto at = [&](std::int64_t row, std::int64_t column) {
        row = std::clamp<std::int64_t>(row, 0, tile.rows - 1);
        column = std::clamp<std::int64_t>(column, 0, tile.columns - 1);
        return inside[static_cast<std::size_t>(row * tile.columns + column)];
    };
    for (std::int64_t row = 0; row < tile.rows; ++row) {
        for (std::int64_t column = 0; column < tile.columns; ++column) {
            const float down = (at(row + 1, column) - at(row - 1, column)) / 2;
            const float across = (at(row, column + 1) - at(row, column - 1)) / 2;
            const float steepness = std::max(std::hypot(down, across), 1e-3F);
            const float value = (at(row, column) - 0.5F) / steepness;
            distance[static_cast<std::size_t>(row * tile.columns + column)] =
                std::clamp(value, -farAway, farAway);
        }
    }
    return distance;
}

} // namespace laurel
