#include "laurel/training/augmentation.h"

#include "smooth_field.h"

#include <cmath>
#include <numbers>

namespace laurel {

namespace {

/// Source position = centre + matrix · (output position − centre) + offset, in pixels.
struct PlaneTransform {
    double rowByRow = 1;
    double rowByColumn = 0;
    double columnByRow = 0;
    double columnByColumn = 1;
    double rowOffset = 0;
    double columnOffset = 0;
};

PlaneTransform drawTransform(PlaneSize size, const AugmentationSettings& settings, Random& random) {
    const double angle = settings.rotationDegrees * random.uniform(-1, 1) * std::numbers::pi / 180;
    const double zoom = std::pow(1 + settings.scale, random.uniform(-1, 1));
    const double stretch = std::pow(1 + settings.scale / 3, random.uniform(-1, 1));
    const double shear = settings.shear * random.uniform(-1, 1);
    const double rowZoom = zoom * stretch;
    const double columnZoom = zoom / stretch;
    PlaneTransform transform;
    transform.rowByRow = rowZoom * std::cos(angle);
    transform.rowByColumn = -columnZoom * std::sin(angle);
    transform.columnByRow = rowZoom * (std::sin(angle) + shear * std::cos(angle));
    transform.columnByColumn = columnZoom * (std::cos(angle) - shear * std::sin(angle));
    transform.rowOffset = settings.shift * static_cast<double>(size.rows) * random.uniform(-1, 1);
    transform.columnOffset =
        settings.shift * static_cast<double>(size.columns) * random.uniform(-1, 1);
    return transform;
}

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

/// Reads the source of every pixel through the transform and the displacement fields (empty: none).
TrainingPlane warp(const TrainingPlane& source, const PlaneTransform& transform,
                   const std::vector<float>& rowField, const std::vector<float>& columnField) {
    TrainingPlane result{source.size, std::vector<float>(source.image.size()),
                         std::vector<std::uint16_t>(source.labels.size()), Mask(source.body.size()),
                         std::vector<float>(source.border.size())};
    const double rowCentre = static_cast<double>(source.size.rows - 1) / 2;
    const double columnCentre = static_cast<double>(source.size.columns - 1) / 2;
    std::size_t pixel = 0;
    for (std::int64_t r = 0; r < source.size.rows; ++r) {
        const double y = static_cast<double>(r) - rowCentre;
        for (std::int64_t c = 0; c < source.size.columns; ++c, ++pixel) {
            const double x = static_cast<double>(c) - columnCentre;
            auto row = static_cast<float>(rowCentre + transform.rowByRow * y +
                                          transform.rowByColumn * x + transform.rowOffset);
            auto column = static_cast<float>(columnCentre + transform.columnByRow * y +
                                             transform.columnByColumn * x + transform.columnOffset);
            if (!rowField.empty()) {
                row += rowField[pixel];
                column += columnField[pixel];
            }
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
    }
    return result;
}

} // namespace

void augmentShape(TrainingPlane& plane, const AugmentationSettings& settings, Random& random) {
    constexpr int controls = 8;
    const PlaneTransform transform = drawTransform(plane.size, settings, random);
    std::vector<float> rowField;
    std::vector<float> columnField;
    if (random.chance(settings.elasticChance)) {
        rowField = randomSmoothField(plane.size, controls, settings.elasticPixels, random);
        columnField = randomSmoothField(plane.size, controls, settings.elasticPixels, random);
    }
    plane = warp(plane, transform, rowField, columnField);
}

} // namespace laurel
