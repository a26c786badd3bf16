#include "sets.h"

/// Matrix products whose results stay in registers: with 16 of them 6 × 2 or 4 × 2 for results, the
/// others for what is read.
LAUREL_LAYER_KERNELS_BEGIN

namespace {

template <int Rows, int Blocks>
[[gnu::always_inline]] inline void productTile(const float* values, std::int64_t sums,
                                               const float* weights, float* to,
                                               std::int64_t columns) {
    Vector results[Rows][Blocks] = {};
    for (std::int64_t k = 0; k < sums; ++k, weights += Blocks * lanes) {
        Vector w[Blocks];
        for (int b = 0; b < Blocks; ++b) {
            w[b] = load(weights + b * lanes);
        }
        for (int r = 0; r < Rows; ++r) {
            const Vector value = everyLane(values[r * sums + k]);
            for (int b = 0; b < Blocks; ++b) {
                results[r][b] += value * w[b];
            }
        }
    }
    for (int r = 0; r < Rows; ++r) {
        for (int b = 0; b < Blocks; ++b) {
            store(to + r * columns + b * lanes, results[r][b]);
        }
    }
}

template <int Blocks>
[[gnu::always_inline]] inline void productPanel(const float* values, const float* weights,
                                                float* to, const PointProducts& of) {
    std::int64_t tile = 0;
    for (; tile + 6 <= of.tiles; tile += 6) {
        productTile<6, Blocks>(values + tile * of.sums, of.sums, weights, to + tile * of.columns,
                               of.columns);
    }
    for (; tile + 2 <= of.tiles; tile += 2) {
        productTile<2, Blocks>(values + tile * of.sums, of.sums, weights, to + tile * of.columns,
                               of.columns);
    }
    if (tile < of.tiles) {
        productTile<1, Blocks>(values + tile * of.sums, of.sums, weights, to + tile * of.columns,
                               of.columns);
    }
}

template <int Rows, int Blocks>
[[gnu::always_inline]] inline void sumTile(const PointSums& of, const float* a, const float* b,
                                           float* to) {
    Vector results[Rows][Blocks] = {};
    for (std::int64_t tile = 0; tile < of.tiles; ++tile, a += of.rows, b += of.columns) {
        Vector right[Blocks];
        for (int block = 0; block < Blocks; ++block) {
            right[block] = load(b + block * lanes);
        }
        for (int r = 0; r < Rows; ++r) {
            const Vector value = everyLane(a[r]);
            for (int block = 0; block < Blocks; ++block) {
                results[r][block] += value * right[block];
            }
        }
    }
    for (int r = 0; r < Rows; ++r) {
        for (int block = 0; block < Blocks; ++block) {
            float* at = to + r * of.columns + block * lanes;
            store(at, load(at) + results[r][block]);
        }
    }
}

template <int Blocks>
[[gnu::always_inline]] inline void sumRows(const PointSums& of, const float* a, const float* b,
                                           float* to) {
    std::int64_t row = 0;
    for (; row + 6 <= of.rows; row += 6) {
        sumTile<6, Blocks>(of, a + row, b, to + row * of.columns);
    }
    for (; row + 2 <= of.rows; row += 2) {
        sumTile<2, Blocks>(of, a + row, b, to + row * of.columns);
    }
}

} // namespace

void pointProducts(const PointProducts& of) {
    for (std::int64_t point = 0; point < points; ++point) {
        const float* values = of.values + point * of.tiles * of.sums;
        const float* weights = of.weights + point * of.sums * of.columns;
        float* to = of.products + point * of.tiles * of.columns;
        std::int64_t column = 0;
        for (; column + 2 * lanes <= of.columns; column += 2 * lanes) {
            productPanel<2>(values, weights + column * of.sums, to + column, of);
        }
        if (column < of.columns) {
            productPanel<1>(values, weights + column * of.sums, to + column, of);
        }
    }
}

void pointSums(const PointSums& of) {
    for (std::int64_t point = 0; point < points; ++point) {
        const float* a = of.a + point * of.tiles * of.rows;
        const float* b = of.b + point * of.tiles * of.columns;
        float* to = of.sums + point * of.rows * of.columns;
        std::int64_t column = 0;
        for (; column + 2 * lanes <= of.columns; column += 2 * lanes) {
            sumRows<2>(of, a, b + column, to + column);
        }
        if (column < of.columns) {
            sumRows<1>(of, a, b + column, to + column);
        }
    }
}

LAUREL_LAYER_KERNELS_END
