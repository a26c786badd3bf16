#include "array_grid.h"

#include "laurel/base/error.h"

#include <array>
#include <cmath>

namespace laurel {

namespace {

[[noreturn]] void refuse(const std::string& source, const std::string& problem) {
    throw Error(ErrorCode::InvalidInput, source + ": " + problem);
}

/// Index axis of the grid (x, y, z) for each axis of the array (row, column, slice).
constexpr std::array<std::size_t, 3> gridAxis{1, 0, 2};

/// mm along x, y and z.
std::array<double, 3> spacingOf(const NpyArray& resolution, const ArrayExtent& extent,
                                const std::string& source) {
    const std::vector<double> steps = resolution.toDoubles();
    if (steps.size() != 2 && steps.size() != 3) {
        refuse(source, "resolution must hold 2 or 3 numbers (mm per row, column, slice), not " +
                           std::to_string(steps.size()));
    }
    if (steps.size() == 2 && extent.slices > 1) {
        refuse(source, "resolution holds 2 numbers for " + std::to_string(extent.slices) +
                           " slices; their distance is missing");
    }
    std::array<double, 3> spacing{1, 1, 1};
    for (std::size_t axis = 0; axis < steps.size(); ++axis) {
        spacing[gridAxis[axis]] = steps[axis];
    }
    return spacing;
}

Geometry geometryOfAffine(const NpyArray& affine, const GridSize& size) {
    const std::vector<double> m = affine.toDoubles();
    if (affine.shape != std::vector<std::int64_t>{4, 4} || m[12] != 0 || m[13] != 0 || m[14] != 0 ||
        m[15] != 1) {
        throw Error(ErrorCode::InvalidInput, "must be 4×4 with last row 0 0 0 1");
    }
    std::array<double, 3> spacing{};
    Matrix3 direction{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double length = std::hypot(m[axis], m[4 + axis], m[8 + axis]);
        if (!(length > 0)) {
            throw Error(ErrorCode::InvalidInput,
                        "column " + std::to_string(axis) + " must be finite and not zero");
        }
        spacing[gridAxis[axis]] = length;
        for (std::size_t row = 0; row < 3; ++row) {
            const double sign = row < 2 ? -1 : 1; // RAS to LPS
            direction[3 * row + gridAxis[axis]] = sign * m[4 * row + axis] / length;
        }
    }
    return Geometry(size, spacing, {-m[3], -m[7], m[11]}, direction);
}

void checkAgreement(const Geometry& geometry, const std::array<double, 3>& spacing,
                    std::int64_t slices, const std::string& source) {
    for (std::size_t axis = 0; axis < (slices > 1 ? 3U : 2U); ++axis) {
        if (!(std::abs(geometry.spacing()[axis] - spacing[axis]) <= 1e-3 * spacing[axis])) {
            refuse(source,
                   "affine and resolution disagree: " + std::to_string(geometry.spacing()[axis]) +
                       " and " + std::to_string(spacing[axis]) + " mm");
        }
    }
}

} // namespace

ArrayExtent extentOf(const NpyArray& array, std::size_t maxRank, const std::string& source) {
    if (array.shape.size() < 2 || array.shape.size() > maxRank) {
        refuse(source, "an array of 2 to " + std::to_string(maxRank) +
                           " dimensions was expected, not of " +
                           std::to_string(array.shape.size()));
    }
    for (const std::int64_t extent : array.shape) {
        if (extent < 1 || extent > 65535) {
            refuse(source, "an array's extents must be 1 to 65535, not " + std::to_string(extent));
        }
    }
    const auto at = [&](std::size_t axis) {
        return axis < array.shape.size() ? array.shape[axis] : 1;
    };
    return {at(0), at(1), at(2), at(3)};
}

Geometry gridOf(const ArrayExtent& extent, const GridArrays& arrays,
                const std::optional<Geometry>& fallback, const std::string& source) {
    std::optional<std::array<double, 3>> spacing;
    if (arrays.resolution) {
        spacing = spacingOf(*arrays.resolution, extent, source + ": resolution");
    }
    const std::string field = arrays.affine ? ": affine: " : ": resolution: ";
    try {
        if (arrays.affine) {
            const Geometry geometry = geometryOfAffine(*arrays.affine, extent.gridSize());
            if (spacing) {
                checkAgreement(geometry, *spacing, extent.slices, source);
            }
            return geometry;
        }
        if (spacing || !fallback) {
            return Geometry(extent.gridSize(), spacing.value_or(std::array<double, 3>{1, 1, 1}));
        }
    } catch (const Error& error) {
        throw Error(error.code(), source + field + error.what());
    }
    if (fallback->size() != extent.gridSize()) {
        refuse(source, std::to_string(extent.rows) + " rows, " + std::to_string(extent.columns) +
                           " columns and " + std::to_string(extent.slices) +
                           " slices do not fit the image of " + fallback->describe());
    }
    return *fallback;
}

NpyArray affineArray(const Geometry& geometry) {
    std::vector<double> m(16);
    const std::array<double, 3> origin{geometry.origin().x, geometry.origin().y,
                                       geometry.origin().z};
    for (std::size_t row = 0; row < 3; ++row) {
        const double sign = row < 2 ? -1 : 1; // LPS to RAS
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const std::size_t from = gridAxis[axis];
            m[4 * row + axis] =
                sign * geometry.direction()[3 * row + from] * geometry.spacing()[from];
        }
        m[4 * row + 3] = sign * origin[row];
    }
    m[15] = 1;
    return {{4, 4}, std::move(m), false};
}

NpyArray resolutionArray(const Geometry& geometry) {
    const auto& spacing = geometry.spacing();
    return {{3}, std::vector<double>{spacing[1], spacing[0], spacing[2]}, false};
}

} // namespace laurel
