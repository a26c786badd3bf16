#include "sets.h"

/// Matrix products whose results stay in registers. With 16 registers 6 × 2 vectors are results,
/// with 32 of twice the lanes 16 × 1, the others are for what is read.
LAUREL_LAYER_KERNELS_BEGIN

namespace {

#if defined(__AVX512F__)
constexpr int tall = 16;
/// A panel's 16 columns.
struct Panel {
    using Values = float __attribute__((vector_size(2 * lanes * sizeof(float))));
    static constexpr int blocks = 1;
};
#else
constexpr int tall = 6;
struct Panel {
    using Values = Vector;
    static constexpr int blocks = 2;
};
#endif
static_assert(Panel::blocks * sizeof(Panel::Values) == 2 * lanes * sizeof(float));

/// The 8 columns that are left over.
struct HalfPanel {
    using Values = Vector;
    static constexpr int blocks = 1;
};

/// `Rows` rows of results, in a panel's columns.
template <int Rows, typename Columns>
struct Results {
    using Values = typename Columns::Values;
    static constexpr int blocks = Columns::blocks;
    static constexpr std::int64_t width = sizeof(Values) / sizeof(float);

    Values at[Rows][blocks] = {};

    /// Adds the product of a column and a row.
    [[gnu::always_inline]] void add(const float* column, std::int64_t step, const float* row) {
        Values right[blocks];
        for (int b = 0; b < blocks; ++b) {
            __builtin_memcpy(&right[b], row + b * width, sizeof(Values));
        }
        for (int r = 0; r < Rows; ++r) {
            const Values value = column[r * step] - Values{};
            for (int b = 0; b < blocks; ++b) {
                at[r][b] += value * right[b];
            }
        }
    }

    [[gnu::always_inline]] void storeTo(float* to, std::int64_t columns) const {
        for (int r = 0; r < Rows; ++r) {
            for (int b = 0; b < blocks; ++b) {
                __builtin_memcpy(to + r * columns + b * width, &at[r][b], sizeof(Values));
            }
        }
    }

    [[gnu::always_inline]] void addFrom(const float* from, std::int64_t columns) {
        for (int r = 0; r < Rows; ++r) {
            for (int b = 0; b < blocks; ++b) {
                Values before;
                __builtin_memcpy(&before, from + r * columns + b * width, sizeof(Values));
                at[r][b] += before;
            }
        }
    }
};

template <int Rows, typename Columns>
[[gnu::always_inline]] inline void productTile(const float* values, const float* weights, float* to,
                                               const PointProducts& of) {
    Results<Rows, Columns> results;
    for (std::int64_t k = 0; k < of.sums; ++k) {
        results.add(values + k, of.sums, weights + k * Columns::blocks * results.width);
    }
    results.storeTo(to, of.columns);
}

template <typename Columns>
[[gnu::always_inline]] inline void productPanel(const float* values, const float* weights,
                                                float* to, const PointProducts& of) {
    std::int64_t tile = 0;
    for (; tile + tall <= of.tiles; tile += tall) {
        productTile<tall, Columns>(values + tile * of.sums, weights, to + tile * of.columns, of);
    }
    for (; tile + 2 <= of.tiles; tile += 2) {
        productTile<2, Columns>(values + tile * of.sums, weights, to + tile * of.columns, of);
    }
    if (tile < of.tiles) {
        productTile<1, Columns>(values + tile * of.sums, weights, to + tile * of.columns, of);
    }
}

template <int Rows, typename Columns>
[[gnu::always_inline]] inline void sumTile(const PointSums& of, const float* a, const float* b,
                                           float* to) {
    Results<Rows, Columns> results;
    for (std::int64_t tile = 0; tile < of.tiles; ++tile) {
        results.add(a + tile * of.rows, 1, b + tile * of.columns);
    }
    results.addFrom(to, of.columns);
    results.storeTo(to, of.columns);
}

/// Rows are a multiple of 8.
template <typename Columns>
[[gnu::always_inline]] inline void sumRows(const PointSums& of, const float* a, const float* b,
                                           float* to) {
    std::int64_t row = 0;
    for (; row + tall <= of.rows; row += tall) {
        sumTile<tall, Columns>(of, a + row, b, to + row * of.columns);
    }
    if (tall > 8 && row < of.rows) {
        sumTile<8, Columns>(of, a + row, b, to + row * of.columns);
        row += 8;
    }
    for (; row < of.rows; row += 2) {
        sumTile<2, Columns>(of, a + row, b, to + row * of.columns);
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
            productPanel<Panel>(values, weights + column * of.sums, to + column, of);
        }
        if (column < of.columns) {
            productPanel<HalfPanel>(values, weights + column * of.sums, to + column, of);
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
            sumRows<Panel>(of, a, b + column, to + column);
        }
        if (column < of.columns) {
            sumRows<HalfPanel>(of, a, b + column, to + column);
        }
    }
}

LAUREL_LAYER_KERNELS_END
