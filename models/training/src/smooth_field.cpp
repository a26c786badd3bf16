#include "smooth_field.h"

#include <array>
#include <cmath>

namespace laurel {

namespace {

struct SplineTap {
    int first = 0; ///< of four consecutive control points
    std::array<float, 4> weights{};
};

/// Where position i of n samples lies among the control points, and with which B-spline weights.
std::vector<SplineTap> splineTaps(std::int64_t n, int controls) {
    std::vector<SplineTap> taps(static_cast<std::size_t>(n));
    const double spans = controls - 3;
    for (std::int64_t i = 0; i < n; ++i) {
        const double position = spans * (static_cast<double>(i) + 0.5) / static_cast<double>(n);
        const double cell = std::floor(position);
        const double t = position - cell;
        const double s = 1 - t;
        taps[static_cast<std::size_t>(i)] = {
            static_cast<int>(cell),
            {static_cast<float>(s * s * s / 6),
             static_cast<float>((3 * t * t * t - 6 * t * t + 4) / 6),
             static_cast<float>((3 * s * s * s - 6 * s * s + 4) / 6),
             static_cast<float>(t * t * t / 6)}};
    }
    return taps;
}

} // namespace

std::vector<float> randomSmoothField(PlaneSize size, int controls, double amplitude,
                                     Random& random) {
    const auto columns = static_cast<std::size_t>(size.columns);
    const auto rows = static_cast<std::size_t>(size.rows);
    const std::vector<SplineTap> columnTaps = splineTaps(size.columns, controls);
    std::vector<float> expanded(static_cast<std::size_t>(controls) * columns);
    std::vector<float> line(static_cast<std::size_t>(controls));
    for (int control = 0; control < controls; ++control) {
        for (float& value : line) {
            value = static_cast<float>(amplitude * random.normal());
        }
        float* out = &expanded[static_cast<std::size_t>(control) * columns];
        for (std::size_t c = 0; c < columns; ++c) {
            const SplineTap& tap = columnTaps[c];
            const float* in = &line[static_cast<std::size_t>(tap.first)];
            out[c] = tap.weights[0] * in[0] + tap.weights[1] * in[1] + tap.weights[2] * in[2] +
                     tap.weights[3] * in[3];
        }
    }
    std::vector<float> field(rows * columns);
    const std::vector<SplineTap> rowTaps = splineTaps(size.rows, controls);
    for (std::size_t r = 0; r < rows; ++r) {
        const SplineTap& tap = rowTaps[r];
        const float* in = &expanded[static_cast<std::size_t>(tap.first) * columns];
        float* out = &field[r * columns];
        for (std::size_t c = 0; c < columns; ++c) {
            out[c] = tap.weights[0] * in[c] + tap.weights[1] * in[c + columns] +
                     tap.weights[2] * in[c + 2 * columns] + tap.weights[3] * in[c + 3 * columns];
        }
    }
    return field;
}

} // namespace laurel
