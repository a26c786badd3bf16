#include "winograd.h"

#include "finish.h"

LAUREL_KERNELS_BEGIN

namespace {

/// F(2×2, 3×3): the points 0, 1, -1 and infinity.
struct Two {
    static constexpr int edge = 2;
    static constexpr int extent = 4;

    [[gnu::always_inline]] static void toPoints(const Vector* d, std::int64_t step, Vector* v,
                                                std::int64_t to) {
        const Vector d1 = d[step];
        const Vector d2 = d[2 * step];
        v[0] = d[0] - d2;
        v[to] = d1 + d2;
        v[2 * to] = d2 - d1;
        v[3 * to] = d[3 * step] - d1;
    }

    [[gnu::always_inline]] static void toOutputs(const Vector* m, std::int64_t step, Vector* y,
                                                 std::int64_t to) {
        y[0] = m[0] + m[step] + m[2 * step];
        y[to] = m[step] - m[2 * step] + m[3 * step];
    }
};

/// F(4×4, 3×3): the points 0, ±a, ±b and infinity. Where Lavin & Gray take 1 and 2, 5/8 and 3/2 let
/// rounding grow less than half as much (4.8 instead of 10.8 times a plain sum's, in root mean
/// square of random values), which is what lets bfloat16 be used at all.
struct Four {
    static constexpr int edge = 4;
    static constexpr int extent = 6;
    static constexpr float a = winogradNear;
    static constexpr float b = winogradFar;

    [[gnu::always_inline]] static void toPoints(const Vector* d, std::int64_t step, Vector* v,
                                                std::int64_t to) {
        const Vector d0 = d[0];
        const Vector d1 = d[step];
        const Vector d2 = d[2 * step];
        const Vector d3 = d[3 * step];
        const Vector d4 = d[4 * step];
        const Vector d5 = d[5 * step];
        const Vector nearEven = d4 - b * b * d2;
        const Vector nearOdd = a * d3 - a * b * b * d1;
        const Vector farEven = d4 - a * a * d2;
        const Vector farOdd = b * d3 - a * a * b * d1;
        v[0] = a * a * b * b * d0 - (a * a + b * b) * d2 + d4;
        v[to] = nearEven + nearOdd;
        v[2 * to] = nearEven - nearOdd;
        v[3 * to] = farEven + farOdd;
        v[4 * to] = farEven - farOdd;
        v[5 * to] = a * a * b * b * d1 - (a * a + b * b) * d3 + d5;
    }

    [[gnu::always_inline]] static void toOutputs(const Vector* m, std::int64_t step, Vector* y,
                                                 std::int64_t to) {
        const Vector nearSum = m[step] + m[2 * step];
        const Vector nearLess = m[step] - m[2 * step];
        const Vector farSum = m[3 * step] + m[4 * step];
        const Vector farLess = m[3 * step] - m[4 * step];
        y[0] = m[0] + nearSum + farSum;
        y[to] = a * nearLess + b * farLess;
        y[2 * to] = a * a * nearSum + b * b * farSum;
        y[3 * to] = a * a * a * nearLess + b * b * b * farLess + m[5 * step];
    }
};

/// The first pixel of a tile's outputs, and of the next ones in their order.
struct Corner {
    std::int64_t row, column;

    [[gnu::always_inline]] static Corner of(const Tiles& tiles, std::int64_t tile, int edge) {
        return {tile / tiles.perRow * edge, tile % tiles.perRow * edge};
    }

    [[gnu::always_inline]] void advance(const Tiles& tiles, int edge) {
        column += edge;
        if (column == tiles.perRow * edge) {
            column = 0;
            row += edge;
        }
    }
};

/// One tile of one block; zeros beyond the map.
template <typename Scheme, bool Inside>
[[gnu::always_inline]] inline void inputTile(const Tiles& tiles, const float* plane, Corner corner,
                                             Factor* out, std::int64_t pointStride) {
    constexpr int n = Scheme::extent;
    Vector half[n * n];
    for (int x = 0; x < n; ++x) {
        Vector column[n];
        const std::int64_t at = corner.column - tiles.padLeft + x;
        for (int y = 0; y < n; ++y) {
            const std::int64_t row = corner.row - tiles.padTop + y;
            const bool reads =
                Inside || (row >= 0 && row < tiles.rows && at >= 0 && at < tiles.columns);
            column[y] = reads ? load(plane + (row * tiles.columns + at) * lanes) : Vector{};
        }
        Scheme::toPoints(column, 1, half + x, n);
    }
    for (int y = 0; y < n; ++y) {
        Vector points[n];
        Scheme::toPoints(half + y * n, 1, points, 1);
        for (int x = 0; x < n; ++x) {
            storeFactors(out + (y * n + x) * pointStride, points[x]);
        }
    }
}

/// Whether a map is larger than second caches are: then it comes from far away, and the processor
/// does not see by itself what comes next in so many rows.
inline bool isFar(const WinogradInput& input) {
    constexpr std::int64_t secondCacheFloats = 256 * 1024;
    return input.blocks * input.tiles.rows * input.tiles.columns * lanes > secondCacheFloats;
}

/// Asks for the pixels that a tile adds to those on its left.
template <typename Scheme>
[[gnu::always_inline]] inline void prefetchTile(const Tiles& tiles, const float* plane,
                                                Corner corner) {
    for (int y = 0; y < Scheme::extent; ++y) {
        const std::int64_t row = corner.row - tiles.padTop + y;
        if (row < 0 || row >= tiles.rows) {
            continue;
        }
        const float* pixel = plane + (row * tiles.columns + corner.column) * lanes;
        for (int x = 0; x < Scheme::edge; ++x) {
            __builtin_prefetch(pixel + x * lanes, 0, 2);
        }
    }
}

template <typename Scheme>
void input(const WinogradInput& input) {
    constexpr int n = Scheme::extent;
    const Tiles& tiles = input.tiles;
    const bool prefetches = isFar(input);
    for (std::int64_t block = 0; block < input.blocks; ++block) {
        const float* plane = input.map + block * tiles.rows * tiles.columns * lanes;
        Corner corner = Corner::of(tiles, tiles.first, Scheme::edge);
        Corner ahead = Corner::of(tiles, tiles.first + tiles.count, Scheme::edge);
        for (std::int64_t i = 0; i < tiles.count; ++i) {
            Factor* out = static_cast<Factor*>(input.out) + (block * tiles.count + i) * lanes;
            if (prefetches) {
                prefetchTile<Scheme>(tiles, plane, ahead);
            }
            const std::int64_t top = corner.row - tiles.padTop;
            const std::int64_t left = corner.column - tiles.padLeft;
            if (top >= 0 && left >= 0 && top + n <= tiles.rows && left + n <= tiles.columns) {
                inputTile<Scheme, true>(tiles, plane, corner, out, input.pointStride);
            } else {
                inputTile<Scheme, false>(tiles, plane, corner, out, input.pointStride);
            }
            corner.advance(tiles, Scheme::edge);
            ahead.advance(tiles, Scheme::edge);
        }
    }
}

template <typename Scheme, bool Inside>
[[gnu::always_inline]] inline void outputTile(const WinogradOutput& output, const float* in,
                                              std::int64_t plane, Corner corner, Finish& finish) {
    constexpr int n = Scheme::extent;
    constexpr int edge = Scheme::edge;
    const Tiles& tiles = output.tiles;
    Vector half[edge * n];
    for (int x = 0; x < n; ++x) {
        Vector column[n];
        for (int y = 0; y < n; ++y) {
            column[y] = load(in + (y * n + x) * output.pointStride);
        }
        Scheme::toOutputs(column, 1, half + x, n);
    }
    for (int y = 0; y < edge; ++y) {
        Vector values[edge];
        Scheme::toOutputs(half + y * n, 1, values, 1);
        const std::int64_t row = corner.row + y;
        for (int x = 0; x < edge; ++x) {
            const std::int64_t column = corner.column + x;
            if (!Inside && (row >= tiles.outRows || column >= tiles.outColumns)) {
                continue;
            }
            const std::int64_t offset = plane + (row * tiles.outColumns + column) * lanes;
            finishPixel(output, offset, values[x], finish);
        }
    }
}

template <typename Scheme>
void output(const WinogradOutput& output) {
    const Tiles& tiles = output.tiles;
    for (std::int64_t block = 0; block < output.blocks; ++block) {
        const std::int64_t plane = block * tiles.outRows * tiles.outColumns * lanes;
        Finish finish = Finish::of(output, block);
        Corner corner = Corner::of(tiles, tiles.first, Scheme::edge);
        for (std::int64_t i = 0; i < tiles.count; ++i) {
            const float* in = output.in + (block * tiles.count + i) * lanes;
            if (corner.row + Scheme::edge <= tiles.outRows &&
                corner.column + Scheme::edge <= tiles.outColumns) {
                outputTile<Scheme, true>(output, in, plane, corner, finish);
            } else {
                outputTile<Scheme, false>(output, in, plane, corner, finish);
            }
            corner.advance(tiles, Scheme::edge);
        }
        storeSums(output, block, finish);
    }
}

} // namespace

void winogradInput2(const WinogradInput& of) {
    input<Two>(of);
}

void winogradOutput2(const WinogradOutput& of) {
    output<Two>(of);
}

void winogradInput4(const WinogradInput& of) {
    input<Four>(of);
}

void winogradOutput4(const WinogradOutput& of) {
    output<Four>(of);
}

LAUREL_KERNELS_END
