#include "sets.h"

/// Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016: F(4×4, 3×3) with
/// the points 0, ±1, ±2 and infinity. An output is Aᵀ [(G g Gᵀ) ∘ (Bᵀ d B)] A; what learning needs
/// are the transposes of the three.
LAUREL_LAYER_KERNELS_BEGIN

namespace {

constexpr int edge = 4;
constexpr int extent = 6;

/// Bᵀ along one axis: 6 values to 6.
struct InputAxis {
    static constexpr int from = extent;
    static constexpr int to = extent;
    [[gnu::always_inline]] static void apply(const Vector* d, int step, Vector* v, int toStep) {
        const Vector d0 = d[0];
        const Vector d1 = d[step];
        const Vector d2 = d[2 * step];
        const Vector d3 = d[3 * step];
        const Vector d4 = d[4 * step];
        const Vector d5 = d[5 * step];
        const Vector even = d4 - 4 * d2;
        const Vector odd = d3 - 4 * d1;
        const Vector wide = d4 - d2;
        const Vector twice = 2 * (d3 - d1);
        v[0] = 4 * d0 - 5 * d2 + d4;
        v[toStep] = even + odd;
        v[2 * toStep] = even - odd;
        v[3 * toStep] = wide + twice;
        v[4 * toStep] = wide - twice;
        v[5 * toStep] = 4 * d1 - 5 * d3 + d5;
    }
};

/// Aᵀ: 6 to 4.
struct OutputAxis {
    static constexpr int from = extent;
    static constexpr int to = edge;
    [[gnu::always_inline]] static void apply(const Vector* m, int step, Vector* y, int toStep) {
        const Vector sum1 = m[step] + m[2 * step];
        const Vector less1 = m[step] - m[2 * step];
        const Vector sum2 = m[3 * step] + m[4 * step];
        const Vector less2 = m[3 * step] - m[4 * step];
        y[0] = m[0] + sum1 + sum2;
        y[toStep] = less1 + 2 * less2;
        y[2 * toStep] = sum1 + 4 * sum2;
        y[3 * toStep] = less1 + 8 * less2 + m[5 * step];
    }
};

/// A: 4 to 6.
struct GradientAxis {
    static constexpr int from = edge;
    static constexpr int to = extent;
    [[gnu::always_inline]] static void apply(const Vector* y, int step, Vector* m, int toStep) {
        const Vector even1 = y[0] + y[2 * step];
        const Vector odd1 = y[step] + y[3 * step];
        const Vector even2 = y[0] + 4 * y[2 * step];
        const Vector odd2 = 2 * y[step] + 8 * y[3 * step];
        m[0] = y[0];
        m[toStep] = even1 + odd1;
        m[2 * toStep] = even1 - odd1;
        m[3 * toStep] = even2 + odd2;
        m[4 * toStep] = even2 - odd2;
        m[5 * toStep] = y[3 * step];
    }
};

/// G: 3 to 6.
struct KernelAxis {
    static constexpr int from = 3;
    static constexpr int to = extent;
    [[gnu::always_inline]] static void apply(const Vector* g, int step, Vector* u, int toStep) {
        const Vector outer = (g[0] + g[2 * step]) * (1.0F / 6);
        const Vector inner = g[step] * (1.0F / 6);
        const Vector far = g[0] * (1.0F / 24) + g[2 * step] * (1.0F / 6);
        const Vector middle = g[step] * (1.0F / 12);
        u[0] = g[0] * 0.25F;
        u[toStep] = -outer - inner;
        u[2 * toStep] = inner - outer;
        u[3 * toStep] = far + middle;
        u[4 * toStep] = far - middle;
        u[5 * toStep] = g[2 * step];
    }
};

/// Gᵀ: 6 to 3.
struct KernelGradientAxis {
    static constexpr int from = extent;
    static constexpr int to = 3;
    [[gnu::always_inline]] static void apply(const Vector* u, int step, Vector* g, int toStep) {
        const Vector sum1 = (u[step] + u[2 * step]) * (1.0F / 6);
        const Vector less1 = (u[2 * step] - u[step]) * (1.0F / 6);
        const Vector sum2 = u[3 * step] + u[4 * step];
        const Vector less2 = u[3 * step] - u[4 * step];
        g[0] = u[0] * 0.25F - sum1 + sum2 * (1.0F / 24);
        g[toStep] = less1 + less2 * (1.0F / 12);
        g[2 * toStep] = sum2 * (1.0F / 6) - sum1 + u[5 * step];
    }
};

/// Along both axes.
template <typename Axis>
[[gnu::always_inline]] inline void transform(const Vector* in, Vector* out) {
    Vector half[Axis::to * Axis::from];
    for (int x = 0; x < Axis::from; ++x) {
        Axis::apply(in + x, Axis::from, half + x, Axis::from);
    }
    for (int y = 0; y < Axis::to; ++y) {
        Axis::apply(half + y * Axis::from, 1, out + y * Axis::to, 1);
    }
}

/// Where a tile begins: its first output's row and column, and the offset of its image in pixels.
struct Corner {
    std::int64_t row, column, image;
};

[[gnu::always_inline]] inline Corner cornerOf(const BatchTiles& tiles, std::int64_t tile) {
    const std::int64_t image = tile / tiles.perImage;
    const std::int64_t within = tile % tiles.perImage;
    return {within / tiles.perRow * edge, within % tiles.perRow * edge,
            image * tiles.rows * tiles.columns};
}

/// A square of `Extent` values from (top, left) on; zeros beyond the map.
template <int Extent, bool Inside>
[[gnu::always_inline]] inline void readSquare(const TileMap& of, const float* image,
                                              std::int64_t top, std::int64_t left, Vector* square) {
    for (int y = 0; y < Extent; ++y) {
        for (int x = 0; x < Extent; ++x) {
            const std::int64_t row = top + y;
            const std::int64_t column = left + x;
            const bool reads = Inside || (row >= 0 && row < of.tiles.rows && column >= 0 &&
                                          column < of.tiles.columns);
            square[y * Extent + x] =
                reads ? load(image + (row * of.tiles.columns + column) * of.channels) : Vector{};
        }
    }
}

[[gnu::always_inline]] inline bool isInside(const TileMap& of, std::int64_t top, std::int64_t left,
                                            int size) {
    return top >= 0 && left >= 0 && top + size <= of.tiles.rows && left + size <= of.tiles.columns;
}

/// Reads what a tile needs, transforms it, and writes its points.
template <typename Axis, int Border>
[[gnu::always_inline]] inline void toPoints(const TileMap& of) {
    constexpr int size = Axis::from;
    const std::int64_t pointStride = of.tiles.count * of.channels;
    for (std::int64_t i = 0; i < of.tiles.count; ++i) {
        const Corner corner = cornerOf(of.tiles, of.tiles.first + i);
        const std::int64_t top = corner.row - Border;
        const std::int64_t left = corner.column - Border;
        const bool inside = isInside(of, top, left, size);
        for (std::int64_t c = 0; c < of.channels; c += lanes) {
            const float* image = of.from + corner.image * of.channels + c;
            Vector square[size * size];
            if (inside) {
                readSquare<size, true>(of, image, top, left, square);
            } else {
                readSquare<size, false>(of, image, top, left, square);
            }
            if (of.sum != nullptr) {
                Vector sum = load(of.sum + c);
                for (const Vector& value : square) {
                    sum += value;
                }
                store(of.sum + c, sum);
            }
            Vector values[extent * extent];
            transform<Axis>(square, values);
            float* to = of.to + i * of.channels + c;
            for (int point = 0; point < extent * extent; ++point) {
                store(to + point * pointStride, values[point]);
            }
        }
    }
}

} // namespace

void mapToTiles(const TileMap& of) {
    toPoints<InputAxis, 1>(of);
}

void gradientToTiles(const TileMap& of) {
    toPoints<GradientAxis, 0>(of);
}

void tilesToMap(const TileMap& of) {
    const std::int64_t pointStride = of.tiles.count * of.channels;
    for (std::int64_t i = 0; i < of.tiles.count; ++i) {
        const Corner corner = cornerOf(of.tiles, of.tiles.first + i);
        for (std::int64_t c = 0; c < of.channels; c += lanes) {
            const float* from = of.from + i * of.channels + c;
            Vector values[extent * extent];
            for (int point = 0; point < extent * extent; ++point) {
                values[point] = load(from + point * pointStride);
            }
            Vector square[edge * edge];
            transform<OutputAxis>(values, square);
            const Vector bias = of.bias == nullptr ? Vector{} : load(of.bias + c);
            float* image = of.to + corner.image * of.channels + c;
            for (int y = 0; y < edge && corner.row + y < of.tiles.rows; ++y) {
                for (int x = 0; x < edge && corner.column + x < of.tiles.columns; ++x) {
                    const std::int64_t pixel =
                        (corner.row + y) * of.tiles.columns + corner.column + x;
                    store(image + pixel * of.channels, square[y * edge + x] + bias);
                }
            }
        }
    }
}

void kernelToPoints(const KernelMap& of) {
    const std::int64_t size = of.sums * of.columns;
    for (std::int64_t k = of.first; k < of.last; ++k) {
        for (std::int64_t c = 0; c < of.columns; c += lanes) {
            Vector kernel[9];
            for (int tap = 0; tap < 9; ++tap) {
                kernel[tap] =
                    load(of.from + (of.turned ? 8 - tap : tap) * size + k * of.columns + c);
            }
            Vector values[extent * extent];
            transform<KernelAxis>(kernel, values);
            const std::int64_t panel = c / (2 * lanes) * (2 * lanes);
            const std::int64_t width =
                of.columns - panel < 2 * lanes ? of.columns - panel : 2 * lanes;
            float* to = of.to + panel * of.sums + k * width + c - panel;
            for (int point = 0; point < extent * extent; ++point) {
                store(to + point * size, values[point]);
            }
        }
    }
}

void pointsToKernel(const KernelMap& of) {
    const std::int64_t size = of.sums * of.columns;
    for (std::int64_t at = of.first * of.columns; at < of.last * of.columns; at += lanes) {
        Vector values[extent * extent];
        for (int point = 0; point < extent * extent; ++point) {
            values[point] = load(of.from + point * size + at);
        }
        Vector kernel[9];
        transform<KernelGradientAxis>(values, kernel);
        for (int tap = 0; tap < 9; ++tap) {
            store(of.to + tap * size + at, kernel[tap]);
        }
    }
}

LAUREL_LAYER_KERNELS_END
