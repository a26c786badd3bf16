#include "limb_plane.h"

#include <algorithm>
#include <cmath>

namespace laurel {

std::optional<std::size_t> LimbStructures::findMuscle(const std::string& name) const noexcept {
    for (std::size_t i = 0; i < muscles.size(); ++i) {
        if (muscles[i].name == name) {
            return i;
        }
    }
    return std::nullopt;
}

LimbPlane blend(const LimbPlane& a, const LimbPlane& b, double t) {
    LimbPlane result = a;
    const auto weight = static_cast<float>(t);
    for (std::size_t i = 0; i < result.distances.size(); ++i) {
        result.distances[i] += weight * (b.distances[i] - a.distances[i]);
    }
    for (std::size_t i = 0; i < result.vessels.size(); ++i) {
        result.vessels[i] = (1 - t) * a.vessels[i] + t * b.vessels[i];
    }
    result.centre = (1 - t) * a.centre + t * b.centre;
    result.radius = (1 - t) * a.radius + t * b.radius;
    return result;
}

void interpolateDistances(const LimbPlane& plane, PlanePoint point, float* distances) {
    const PlaneGrid& grid = plane.grid;
    const double column = (point.x - grid.origin.x) / grid.stepX;
    const double row = (point.y - grid.origin.y) / grid.stepY;
    const double insideColumn = std::clamp(column, 0.0, static_cast<double>(grid.columns - 1));
    const double insideRow = std::clamp(row, 0.0, static_cast<double>(grid.rows - 1));
    const std::int64_t c = std::min(static_cast<std::int64_t>(insideColumn), grid.columns - 2);
    const std::int64_t r = std::min(static_cast<std::int64_t>(insideRow), grid.rows - 2);
    const auto u = static_cast<float>(insideColumn - static_cast<double>(c));
    const auto v = static_cast<float>(insideRow - static_cast<double>(r));
    const float* upper = plane.distances.data() + (r * grid.columns + c) * plane.fields;
    const float* lower = upper + grid.columns * plane.fields;
    const float w00 = (1 - u) * (1 - v);
    const float w10 = u * (1 - v);
    const float w01 = (1 - u) * v;
    const float w11 = u * v;
    for (int f = 0; f < plane.fields; ++f) {
        distances[f] = w00 * upper[f] + w10 * upper[f + plane.fields] + w01 * lower[f] +
                       w11 * lower[f + plane.fields];
    }
    if (column != insideColumn || row != insideRow) {
        const auto beyond = static_cast<float>(
            std::hypot((column - insideColumn) * grid.stepX, (row - insideRow) * grid.stepY));
        for (int f = 0; f < plane.fields; ++f) {
            distances[f] += beyond;
        }
    }
}

void smoothField(LimbPlane& plane, int field) {
    const PlaneGrid& grid = plane.grid;
    std::vector<float> result(grid.pixels());
    for (std::int64_t r = 1; r + 1 < grid.rows; ++r) {
        for (std::int64_t c = 1; c + 1 < grid.columns; ++c) {
            float sum = 0;
            for (int j = -1; j <= 1; ++j) {
                for (int i = -1; i <= 1; ++i) {
                    sum += static_cast<float>((2 - std::abs(i)) * (2 - std::abs(j))) *
                           plane.at(c + i, r + j, field);
                }
            }
            result[static_cast<std::size_t>(r * grid.columns + c)] = sum / 16;
        }
    }
    for (std::int64_t r = 1; r + 1 < grid.rows; ++r) {
        for (std::int64_t c = 1; c + 1 < grid.columns; ++c) {
            plane.at(c, r, field) = result[static_cast<std::size_t>(r * grid.columns + c)];
        }
    }
}

void measureCompartment(LimbPlane& plane) {
    const PlaneGrid& grid = plane.grid;
    PlanePoint sum;
    double count = 0;
    for (std::int64_t r = 0; r < grid.rows; ++r) {
        for (std::int64_t c = 0; c < grid.columns; ++c) {
            if (plane.at(c, r, 0) < 0) {
                sum = sum + PlanePoint{grid.x(c), grid.y(r)};
                count += 1;
            }
        }
    }
    plane.centre = (1 / std::max(count, 1.0)) * sum;
    plane.radius = 0;
    for (std::int64_t r = 0; r < grid.rows; ++r) {
        for (std::int64_t c = 0; c < grid.columns; ++c) {
            if (plane.at(c, r, 0) < 0) {
                const PlanePoint arm = PlanePoint{grid.x(c), grid.y(r)} - plane.centre;
                plane.radius = std::max(plane.radius, std::hypot(arm.x, arm.y));
            }
        }
    }
}

PlanePoint centreOf(const LimbPlane& plane, int field) {
    PlanePoint sum;
    double count = 0;
    for (std::int64_t r = 0; r < plane.grid.rows; ++r) {
        for (std::int64_t c = 0; c < plane.grid.columns; ++c) {
            if (plane.at(c, r, field) < 0) {
                sum = sum + PlanePoint{plane.grid.x(c), plane.grid.y(r)};
                count += 1;
            }
        }
    }
    return count > 0 ? (1 / count) * sum : plane.centre;
}

} // namespace laurel
