#include "maps.h"

LAUREL_KERNELS_BEGIN

namespace {

template <bool Residual, bool Activate>
void scaledWith(const Scaled& of) {
    const Vector scale = load(of.scale);
    const Vector shift = load(of.shift);
    const Vector slope = everyLane(of.slope);
    for (std::int64_t i = 0; i < of.pixels * lanes; i += lanes) {
        Vector value = load(of.in + i) * scale + shift;
        if constexpr (Residual) {
            value += load(of.residual + i);
        }
        store(of.out + i, Activate ? activated(value, slope) : value);
    }
}

[[gnu::always_inline]] inline Vector greater(Vector a, Vector b) {
    return a > b ? a : b;
}

/// Pixels of one axis that a window covers.
struct Span {
    std::int64_t first, last; ///< the last one not included
};

[[gnu::always_inline]] inline Span covered(std::int64_t index, std::int64_t stride,
                                           std::int64_t pad, std::int64_t kernel,
                                           std::int64_t extent) {
    const std::int64_t start = index * stride - pad;
    return {start < 0 ? 0 : start, start + kernel > extent ? extent : start + kernel};
}

template <bool Average>
[[gnu::always_inline]] inline Vector pooledPixel(const Pooled& of, Span rows, Span columns) {
    Vector result =
        Average ? Vector{} : load(of.in + (rows.first * of.columns + columns.first) * lanes);
    for (std::int64_t y = rows.first; y < rows.last; ++y) {
        for (std::int64_t x = columns.first; x < columns.last; ++x) {
            const Vector value = load(of.in + (y * of.columns + x) * lanes);
            result = Average ? result + value : greater(value, result);
        }
    }
    return result;
}

} // namespace

/// Four running sums hide the latency of an addition; each stays short enough for single precision.
void addSums(const float* in, std::int64_t pixels, float* sums) {
    Vector sum[4] = {};
    Vector squares[4] = {};
    std::int64_t pixel = 0;
    for (; pixel + 4 <= pixels; pixel += 4) {
        for (int i = 0; i < 4; ++i) {
            const Vector value = load(in + (pixel + i) * lanes);
            sum[i] += value;
            squares[i] += value * value;
        }
    }
    for (; pixel < pixels; ++pixel) {
        const Vector value = load(in + pixel * lanes);
        sum[0] += value;
        squares[0] += value * value;
    }
    store(sums, load(sums) + ((sum[0] + sum[1]) + (sum[2] + sum[3])));
    store(sums + lanes,
          load(sums + lanes) + ((squares[0] + squares[1]) + (squares[2] + squares[3])));
}

void scaled(const Scaled& of) {
    if (of.residual != nullptr) {
        of.activate ? scaledWith<true, true>(of) : scaledWith<true, false>(of);
    } else {
        of.activate ? scaledWith<false, true>(of) : scaledWith<false, false>(of);
    }
}

void pooled(const Pooled& of) {
    const Vector share = everyLane(1.0F / static_cast<float>(of.kernelRows * of.kernelColumns));
    for (std::int64_t row = 0; row < of.outRows; ++row) {
        const Span rows = covered(row, of.strideRows, of.padRows, of.kernelRows, of.rows);
        for (std::int64_t column = 0; column < of.outColumns; ++column) {
            const Span columns =
                covered(column, of.strideColumns, of.padColumns, of.kernelColumns, of.columns);
            const Vector value = of.average ? pooledPixel<true>(of, rows, columns) * share
                                            : pooledPixel<false>(of, rows, columns);
            store(of.out + (row * of.outColumns + column) * lanes, value);
        }
    }
}

void resized(const Resized& of) {
    for (std::int64_t row = 0; row < of.outRows; ++row) {
        const Neighbours& y = of.fromRows[row];
        const float* low = of.in + y.low * of.columns * lanes;
        const float* high = of.in + y.high * of.columns * lanes;
        for (std::int64_t column = 0; column < of.outColumns; ++column) {
            const Neighbours& x = of.fromColumns[column];
            const Vector left =
                load(low + x.low * lanes) * (1 - y.share) + load(high + x.low * lanes) * y.share;
            const Vector right =
                load(low + x.high * lanes) * (1 - y.share) + load(high + x.high * lanes) * y.share;
            store(of.out + (row * of.outColumns + column) * lanes,
                  left * (1 - x.share) + right * x.share);
        }
    }
}

void toPlain(const float* block, std::int64_t pixels, std::int64_t channels, float* planes) {
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        float* plane = planes + channel * pixels;
        for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
            plane[pixel] = block[pixel * lanes + channel];
        }
    }
}

void toBlock(const float* planes, std::int64_t pixels, std::int64_t channels, float* block) {
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
        for (std::int64_t channel = 0; channel < lanes; ++channel) {
            block[pixel * lanes + channel] =
                channel < channels ? planes[channel * pixels + pixel] : 0.0F;
        }
    }
}

LAUREL_KERNELS_END
