#pragma once

#include <cstdint>

/// The inner loops of layers that learn, compiled once for each instruction set from the same
/// sources. Plain pointers and no standard library: what a header defines inline here could end up,
/// with instructions that a processor lacks, in place of another file's copy.
///
/// Maps lie pixel by pixel, the channels of a pixel side by side (LibTorch's channels-last); their
/// number is a multiple of `lanes`. A call works on some pixels or tiles in one thread.
namespace laurel::layer_kernels {

inline constexpr std::int64_t lanes = 8;
inline constexpr std::int64_t points = 36; ///< of a tile

/// For each channel the sum of x − from and of its square over the pixels.
struct Sums {
    const float* x;
    std::int64_t pixels, channels;
    const float* from; ///< per channel
    float* sum;        ///< per channel, overwritten
    float* squares;    ///< per channel, overwritten
};

/// out = x × scale + shift + residual, then what is below zero becomes zero if `rectify`.
struct ScaledPixels {
    const float* x;
    const float* residual; ///< null: none
    float* out;
    std::int64_t pixels, channels;
    const float* scale; ///< per channel
    const float* shift; ///< per channel
    bool rectify;
};

/// The gradient that passes the rectifier, and for each channel its sum and that of its product
/// with x − from.
struct GradientSums {
    const float* gradient;
    const float* out; ///< of the rectifier; null: there was none
    const float* x;
    std::int64_t pixels, channels;
    const float* from;
    float* passed;   ///< the gradient where out > 0, elsewhere 0; may be null
    float* sum;      ///< per channel, overwritten
    float* products; ///< per channel, overwritten
};

/// result = gradient × byGradient + x × byX + constant, each factor per channel.
struct GradientScaled {
    const float* gradient;
    const float* out; ///< as above
    const float* x;
    float* result;
    std::int64_t pixels, channels;
    const float* byGradient;
    const float* byX;
    const float* constant;
};

/// The squares of 4 × 4 outputs of a 3×3 convolution with a border of one zero, over all images.
struct BatchTiles {
    std::int64_t rows, columns; ///< of one image's map
    std::int64_t perRow, perImage;
    std::int64_t first, count; ///< of this call
};

/// Tiles and their values at 36 points: points × tiles.count × channels.
struct TileMap {
    BatchTiles tiles;
    std::int64_t channels;
    const float* from;
    float* to;
    const float* bias; ///< of tilesToMap, per channel; null: zeros
    float* sum;        ///< of gradientToTiles: the pixels' sum per channel is added; null: not
};

/// For each point products[tile][column] = sum over k of values[tile][k] × weights[k][column].
struct PointProducts {
    const float* values; ///< points × tiles × sums
    const float* weights; ///< points × sums × columns, in panels of 16 columns, the last of 8 or 16
    float* products;      ///< points × tiles × columns
    std::int64_t tiles, sums, columns;
};

/// For each point sums[row][column] += sum over tiles of a[tile][row] × b[tile][column].
struct PointSums {
    const float* a; ///< points × tiles × rows
    const float* b; ///< points × tiles × columns
    float* sums;    ///< points × rows × columns
    std::int64_t tiles, rows, columns;
};

/// Kernels of 3 × 3 and their values at 36 points.
struct KernelMap {
    const float* from;
    float* to;
    std::int64_t sums, columns;
    std::int64_t first, last; ///< of this call: from one of the sums to before another
    bool turned;              ///< the kernel rotated by half a turn
};

struct LayerKernelSet {
    void (*sums)(const Sums&);
    void (*scaled)(const ScaledPixels&);
    void (*gradientSums)(const GradientSums&);
    void (*gradientScaled)(const GradientScaled&);
    void (*mapToTiles)(const TileMap&);      ///< 6 × 6 inputs of each tile to the points
    void (*tilesToMap)(const TileMap&);      ///< the points to 4 × 4 outputs
    void (*gradientToTiles)(const TileMap&); ///< the transpose of tilesToMap
    void (*pointProducts)(const PointProducts&);
    void (*pointSums)(const PointSums&);
    void (*kernelToPoints)(const KernelMap&); ///< 9 × sums × columns to PointProducts::weights
    void (*pointsToKernel)(const KernelMap&); ///< PointSums::sums to 9 × sums × columns: transpose
};

/// Without instructions beyond the compiler's default; AVX2 with FMA; these with AVX-512 F and VL.
const LayerKernelSet& genericSet();
const LayerKernelSet& avx2Set();
const LayerKernelSet& avx512Set();

/// The fastest that this processor has.
const LayerKernelSet& bestSet();

} // namespace laurel::layer_kernels
