#include "smooth_field.h"

#include "quick_normal.h"

#include <array>
#include <cmath>

namespace laurel {

namespace {

using Weights = std::array<float, 4>;

std::uint64_t mixed(std::uint64_t value) { // the finaliser of SplitMix64
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
}

float latticeValue(std::uint64_t seed, std::int64_t x, std::int64_t y, std::int64_t z) {
    std::uint64_t bits = mixed(seed + 0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t>(x));
    bits = mixed(bits + 0xD1B54A32D192ED03ULL * static_cast<std::uint64_t>(y));
    bits = mixed(bits + 0xABC98388FB8FAC03ULL * static_cast<std::uint64_t>(z));
    return quickNormal(bits);
}

Weights splineWeights(double fraction) {
    const double t = fraction;
    const double s = 1 - t;
    return {
        static_cast<float>(s * s * s / 6), static_cast<float>((4 - 6 * t * t + 3 * t * t * t) / 6),
        static_cast<float>((4 - 6 * s * s + 3 * s * s * s) / 6), static_cast<float>(t * t * t / 6)};
}

/// Where a coordinate falls in the lattice: first of four nodes, and their weights.
struct Position {
    std::int64_t first = 0;
    Weights weights{};
};

Position position(double coordinate, double step) {
    const double node = coordinate / step;
    const double below = std::floor(node);
    return {static_cast<std::int64_t>(below) - 1, splineWeights(node - below)};
}

std::vector<Position> positions(std::int64_t count, double start, double spacing, double step) {
    std::vector<Position> result(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        result[i] = position(start + static_cast<double>(i) * spacing, step);
    }
    return result;
}

} // namespace

std::vector<float> SmoothField::sample(const PlaneGrid& grid, double z) const {
    // Σw² of a cubic B-spline averages 151/315 per axis; the square root of its cube, inverted:
    constexpr float unitVariance = 3.013F;
    const auto columns = positions(grid.columns, grid.origin.x, grid.stepX, stepX_);
    const auto rows = positions(grid.rows, grid.origin.y, grid.stepY, stepY_);
    const Position layer = position(z, stepZ_);
    const std::int64_t left = columns.front().first;
    const std::int64_t top = rows.front().first;
    const std::int64_t width = columns.back().first + 4 - left;
    const std::int64_t height = rows.back().first + 4 - top;

    std::vector<float> lattice(static_cast<std::size_t>(width * height), 0.0F);
    for (std::int64_t j = 0; j < height; ++j) {
        for (std::int64_t i = 0; i < width; ++i) {
            float sum = 0;
            for (int k = 0; k < 4; ++k) {
                sum += layer.weights[k] * latticeValue(seed_, left + i, top + j, layer.first + k);
            }
            lattice[j * width + i] = sum * unitVariance;
        }
    }

    std::vector<float> result(grid.pixels());
    std::vector<float> line(static_cast<std::size_t>(width));
    for (std::int64_t r = 0; r < grid.rows; ++r) {
        const float* above = lattice.data() + (rows[r].first - top) * width;
        const Weights& v = rows[r].weights;
        for (std::int64_t i = 0; i < width; ++i) {
            line[i] = v[0] * above[i] + v[1] * above[width + i] + v[2] * above[2 * width + i] +
                      v[3] * above[3 * width + i];
        }
        float* out = result.data() + r * grid.columns;
        for (std::int64_t c = 0; c < grid.columns; ++c) {
            const float* near = line.data() + (columns[c].first - left);
            const Weights& w = columns[c].weights;
            out[c] = w[0] * near[0] + w[1] * near[1] + w[2] * near[2] + w[3] * near[3];
        }
    }
    return result;
}

} // namespace laurel
