#include "slice_mask.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace laurel {

namespace {

constexpr double coarseSpacing = 3; // mm: a limb is some 40 pixels wide, noise is averaged away
constexpr double coarsestCount = 512;
constexpr std::int64_t correlationLag = 3; // coarse pixels: beyond what averaging correlates
constexpr double structureCorrelation = 0.3;
constexpr double airContrast = 1.8; // of mean body to mean air; noise alone gives 1.1 to 1.4

struct AxisGrid {
    std::int64_t count;
    double step;
};

AxisGrid axisGrid(std::int64_t size, double spacing) {
    const auto pixels = static_cast<double>(size);
    const double step = std::max({coarseSpacing / spacing, pixels / coarsestCount, 1e-6});
    const double count = std::clamp(std::ceil(pixels / step), 1.0, coarsestCount);
    return {static_cast<std::int64_t>(count), pixels / count};
}

std::size_t at(const PlaneSize& size, std::int64_t row, std::int64_t column) {
    return static_cast<std::size_t>(row * size.columns + column);
}

/// Mean of each pixel's 3×3 neighbourhood, cut off at the border.
std::vector<float> smoothed(const std::vector<float>& values, const PlaneSize& size) {
    std::vector<float> result(values.size());
    for (std::int64_t row = 0; row < size.rows; ++row) {
        for (std::int64_t column = 0; column < size.columns; ++column) {
            double sum = 0;
            int count = 0;
            for (std::int64_t r = std::max<std::int64_t>(row - 1, 0);
                 r <= std::min(row + 1, size.rows - 1); ++r) {
                for (std::int64_t c = std::max<std::int64_t>(column - 1, 0);
                     c <= std::min(column + 1, size.columns - 1); ++c) {
                    sum += values[at(size, r, c)];
                    ++count;
                }
            }
            result[at(size, row, column)] = static_cast<float>(sum / count);
        }
    }
    return result;
}

/// Correlation of pixels `correlationLag` apart, along rows and columns together: about 0 for
/// noise, near 1 for anything with a shape.
double structure(const std::vector<float>& values, const PlaneSize& size) {
    double mean = 0;
    for (const float value : values) {
        mean += value;
    }
    mean /= static_cast<double>(values.size());
    double variance = 0;
    for (const float value : values) {
        variance += (value - mean) * (value - mean);
    }
    variance /= static_cast<double>(values.size());
    double product = 0;
    std::int64_t pairs = 0;
    for (std::int64_t row = 0; row < size.rows; ++row) {
        for (std::int64_t column = 0; column < size.columns; ++column) {
            const double here = values[at(size, row, column)] - mean;
            if (column + correlationLag < size.columns) {
                product += here * (values[at(size, row, column + correlationLag)] - mean);
                ++pairs;
            }
            if (row + correlationLag < size.rows) {
                product += here * (values[at(size, row + correlationLag, column)] - mean);
                ++pairs;
            }
        }
    }
    const double least = 1e-12 * (mean * mean + 1e-30);
    return pairs == 0 || variance <= least ? 0 : product / static_cast<double>(pairs) / variance;
}

Mask withoutSpecks(const Mask& mask, const PlaneSize& size, double speck) {
    const Components found = connectedComponents(mask, {size.columns, size.rows, 1});
    if (found.sizes.empty()) {
        return mask;
    }
    const std::int64_t largest = *std::max_element(found.sizes.begin(), found.sizes.end());
    const double least = std::min(speck, static_cast<double>(largest));
    Mask kept(mask.size(), 0);
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (found.labels[i] == 0) {
            continue;
        }
        const auto pixels = static_cast<double>(found.sizes[found.labels[i] - 1]);
        kept[i] = pixels >= least || pixels >= 0.1 * static_cast<double>(largest) ? 1 : 0;
    }
    return kept;
}

/// Mean inside over mean outside the mask, both above `floor`.
double contrast(const std::vector<float>& values, const Mask& mask, double floor) {
    std::array<double, 2> sum{0, 0};
    std::array<double, 2> count{0, 0};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t side = mask[i] != 0 ? 1 : 0;
        sum[side] += values[i] - floor;
        count[side] += 1;
    }
    if (count[0] == 0 || count[1] == 0) {
        return 1;
    }
    const double air = sum[0] / count[0];
    const double body = sum[1] / count[1];
    return air > 1e-6 * body ? body / air : 1e6;
}

} // namespace

CoarseSlice coarsen(const std::vector<float>& slice, PlaneSize size,
                    const std::array<double, 2>& spacing) {
    const AxisGrid rows = axisGrid(size.rows, spacing[0]);
    const AxisGrid columns = axisGrid(size.columns, spacing[1]);
    CoarseSlice coarse;
    coarse.size = {rows.count, columns.count};
    coarse.sampling = {.rowStart = (rows.step - 1) / 2,
                       .rowStep = rows.step,
                       .columnStart = (columns.step - 1) / 2,
                       .columnStep = columns.step};
    coarse.values =
        smoothed(resamplePlaneLinear(slice, size, coarse.sampling, coarse.size), coarse.size);
    return coarse;
}

SliceMask findBody(const CoarseSlice& slice, double speck) {
    SliceMask result;
    result.body.assign(slice.values.size(), 0);
    if (structure(slice.values, slice.size) < structureCorrelation) {
        return result;
    }
    const float floor = std::min(0.0F, *std::min_element(slice.values.begin(), slice.values.end()));
    std::vector<float> compressed(slice.values.size());
    std::transform(slice.values.begin(), slice.values.end(), compressed.begin(),
                   [floor](float value) { return std::cbrt(value - floor); });
    const float threshold = otsuThreshold(compressed);
    Mask mask(compressed.size());
    std::transform(compressed.begin(), compressed.end(), mask.begin(),
                   [threshold](float value) { return value > threshold ? 1 : 0; });
    if (contrast(slice.values, mask, floor) < airContrast) {
        result.content = SliceContent::Dull;
        return result;
    }
    result.content = SliceContent::Body;
    mask = fillHoles(mask, {slice.size.columns, slice.size.rows, 1});
    result.body = withoutSpecks(mask, slice.size, speck);
    return result;
}

} // namespace laurel
