#include "plane_mapping.h"

#include <cmath>

namespace laurel {

namespace {

float sampleLinear(const std::vector<float>& image, PlaneSize size, float row, float column) {
    const float rowFloor = std::floor(row);
    const float columnFloor = std::floor(column);
    const auto r = static_cast<std::int64_t>(rowFloor);
    const auto c = static_cast<std::int64_t>(columnFloor);
    if (r < 0 || c < 0 || r + 1 >= size.rows || c + 1 >= size.columns) {
        return 0;
    }
    const float u = row - rowFloor;
    const float v = column - columnFloor;
    const float* at = &image[static_cast<std::size_t>(r * size.columns + c)];
    const float upper = at[0] + v * (at[1] - at[0]);
    const float lower = at[size.columns] + v * (at[size.columns + 1] - at[size.columns]);
    return upper + u * (lower - upper);
}

/// Offset of the nearest pixel, or -1 outside.
std::int64_t nearestPixel(PlaneSize size, float row, float column) {
    const auto r = static_cast<std::int64_t>(std::floor(row + 0.5F));
    const auto c = static_cast<std::int64_t>(std::floor(column + 0.5F));
    const bool inside = r >= 0 && c >= 0 && r < size.rows && c < size.columns;
    return inside ? r * size.columns + c : -1;
}

/// Copies what the source shows at this position to pixel `pixel` of the result.
void copyPixel(const TrainingPlane& source, float row, float column, TrainingPlane& result,
               std::size_t pixel) {
    result.image[pixel] = sampleLinear(source.image, source.size, row, column);
    if (!source.border.empty()) {
        result.border[pixel] = sampleLinear(source.border, source.size, row, column);
    }
    const std::int64_t nearest = nearestPixel(source.size, row, column);
    if (nearest >= 0) {
        result.labels[pixel] = source.labels[static_cast<std::size_t>(nearest)];
        result.body[pixel] = source.body[static_cast<std::size_t>(nearest)];
    }
}

} // namespace

std::pair<double, double> RadialDistortion::source(double row, double column,
                                                   PlaneSize size) const noexcept {
    if (strength == 0) {
        return {row, column};
    }
    const double r = row - rowOffset;
    const double c = column - columnOffset;
    const auto rows = static_cast<double>(size.rows);
    const auto columns = static_cast<double>(size.columns);
    const double share = 4 * (r * r + c * c) / (rows * rows + columns * columns);
    const double factor = 1 + strength * share;
    return {rowOffset + factor * r, columnOffset + factor * c};
}

TrainingPlane warped(const TrainingPlane& source, const PlaneMapping& warp) {
    TrainingPlane result{source.size, std::vector<float>(source.image.size()),
                         std::vector<std::uint16_t>(source.labels.size()), Mask(source.body.size()),
                         std::vector<float>(source.border.size())};
    const PlaneTransform& transform = warp.transform;
    const double rowCentre = static_cast<double>(source.size.rows - 1) / 2;
    const double columnCentre = static_cast<double>(source.size.columns - 1) / 2;
    std::size_t pixel = 0;
    for (std::int64_t r = 0; r < source.size.rows; ++r) {
        for (std::int64_t c = 0; c < source.size.columns; ++c, ++pixel) {
            const auto [y, x] =
                warp.distortion.source(static_cast<double>(r) - rowCentre,
                                       static_cast<double>(c) - columnCentre, source.size);
            auto row = static_cast<float>(rowCentre + transform.rowByRow * y +
                                          transform.rowByColumn * x + transform.rowOffset);
            auto column = static_cast<float>(columnCentre + transform.columnByRow * y +
                                             transform.columnByColumn * x + transform.columnOffset);
            if (!warp.rowField.empty()) {
                row += warp.rowField[pixel];
                column += warp.columnField[pixel];
            }
            copyPixel(source, row, column, result, pixel);
        }
    }
    return result;
}

} // namespace laurel
