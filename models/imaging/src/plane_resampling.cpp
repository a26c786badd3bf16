#include "grid_check.h"
#include "laurel/imaging/resampling.h"
#include "sampling_position.h"

#include <algorithm>
#include <cmath>

namespace laurel {

namespace {

void requirePlane(std::size_t count, PlaneSize size, const PlaneSampling& sampling,
                  PlaneSize outSize) {
    requireGrid(count, {size.columns, size.rows, 1});
    const auto isUsable = [](double start, double step) {
        return std::isfinite(start) && std::isfinite(step) && step != 0;
    };
    if (!isUsable(sampling.rowStart, sampling.rowStep) ||
        !isUsable(sampling.columnStart, sampling.columnStep)) {
        throw Error(ErrorCode::InvalidArgument,
                    "a plane is sampled at finite positions with steps other than 0");
    }
    if (outSize.rows < 1 || outSize.columns < 1) {
        throw Error(ErrorCode::InvalidArgument, "a sampled plane has at least one pixel");
    }
}

/// Source pixels first, first + 1, ... and their weights; none where the centre lies outside.
struct Taps {
    std::int64_t first = 0;
    std::vector<float> weights;
};

/// Weights by overlap with a box of the given width: linear interpolation for width 1, an average
/// above. Parts of the box outside the source do not count.
Taps tapsAt(double position, double width, std::int64_t extent) {
    if (!isInside(position, extent)) {
        return {};
    }
    const double low = position - width / 2;
    const double high = position + width / 2;
    const double last = static_cast<double>(extent - 1);
    const double first = std::clamp(std::floor(low + 0.5 + positionRounding), 0.0, last);
    const double end = std::clamp(std::ceil(high - 0.5 - positionRounding), first, last);
    Taps taps{static_cast<std::int64_t>(first), {}};
    taps.weights.resize(static_cast<std::size_t>(end - first) + 1);
    double sum = 0;
    for (std::size_t i = 0; i < taps.weights.size(); ++i) {
        const double centre = first + static_cast<double>(i);
        const double share = std::min(high, centre + 0.5) - std::max(low, centre - 0.5);
        sum += share;
        taps.weights[i] = static_cast<float>(share);
    }
    for (float& weight : taps.weights) {
        weight = static_cast<float>(weight / sum);
    }
    return taps;
}

std::vector<Taps> tapsFor(double start, double step, std::int64_t extent, std::int64_t count) {
    const double width = std::max(1.0, std::abs(step));
    std::vector<Taps> taps;
    taps.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        taps.push_back(tapsAt(start + static_cast<double>(i) * step, width, extent));
    }
    return taps;
}

/// Resamples along one source row; 0 in columns outside.
void resampleRow(const float* source, const std::vector<Taps>& columns, float* target) {
    for (const Taps& taps : columns) {
        const float* from = source + taps.first;
        float value = 0;
        for (const float weight : taps.weights) {
            value += weight * *from++;
        }
        *target++ = value;
    }
}

/// Adds up the rows that one output row is made of.
void mixRows(const float* rows, std::int64_t width, const Taps& taps, float* target) {
    std::fill(target, target + width, 0.0F);
    const float* from = rows + taps.first * width;
    for (const float weight : taps.weights) {
        for (std::int64_t column = 0; column < width; ++column) {
            target[column] += weight * from[column];
        }
        from += width;
    }
}

/// The nearest source pixel of each output pixel; -1 outside.
std::vector<std::int64_t> nearestFor(double start, double step, std::int64_t extent,
                                     std::int64_t count) {
    std::vector<std::int64_t> nearest;
    nearest.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        const double position = start + static_cast<double>(i) * step;
        nearest.push_back(isInside(position, extent) ? nearestTo(position, extent) : -1);
    }
    return nearest;
}

} // namespace

std::vector<float> resamplePlaneLinear(std::span<const float> plane, PlaneSize size,
                                       const PlaneSampling& sampling, PlaneSize outSize,
                                       float outside) {
    requirePlane(plane.size(), size, sampling, outSize);
    const auto rows = tapsFor(sampling.rowStart, sampling.rowStep, size.rows, outSize.rows);
    const auto columns =
        tapsFor(sampling.columnStart, sampling.columnStep, size.columns, outSize.columns);
    const std::int64_t width = outSize.columns;
    std::vector<float> narrowed(static_cast<std::size_t>(size.rows * width));
    for (std::int64_t row = 0; row < size.rows; ++row) {
        resampleRow(plane.data() + row * size.columns, columns, narrowed.data() + row * width);
    }
    std::vector<float> result(static_cast<std::size_t>(outSize.rows * width), outside);
    for (std::int64_t row = 0; row < outSize.rows; ++row) {
        if (!rows[row].weights.empty()) {
            mixRows(narrowed.data(), width, rows[row], result.data() + row * width);
        }
    }
    for (std::int64_t column = 0; column < width; ++column) {
        for (std::int64_t row = 0; columns[column].weights.empty() && row < outSize.rows; ++row) {
            result[row * width + column] = outside;
        }
    }
    return result;
}

std::vector<std::uint16_t> resamplePlaneNearest(std::span<const std::uint16_t> plane,
                                                PlaneSize size, const PlaneSampling& sampling,
                                                PlaneSize outSize) {
    requirePlane(plane.size(), size, sampling, outSize);
    const auto rows = nearestFor(sampling.rowStart, sampling.rowStep, size.rows, outSize.rows);
    const auto columns =
        nearestFor(sampling.columnStart, sampling.columnStep, size.columns, outSize.columns);
    std::vector<std::uint16_t> result;
    result.reserve(static_cast<std::size_t>(outSize.rows * outSize.columns));
    for (const std::int64_t row : rows) {
        for (const std::int64_t column : columns) {
            const bool known = row >= 0 && column >= 0;
            result.push_back(known ? plane[row * size.columns + column] : std::uint16_t{0});
        }
    }
    return result;
}

} // namespace laurel
