#pragma once

#include <cstdint>

/// The inner loops, compiled once for each instruction set from the same sources. Plain pointers
/// and no standard library: what a header defines inline here could end up, with instructions that
/// a processor lacks, in place of another file's copy.
///
/// Maps are "blocked": channels in blocks of `lanes`, each block a plane of pixels × lanes floats;
/// channels beyond the last are zero. One vector register holds one block of one pixel.
///
/// What is multiplied are "factors": floats, or in a set of pairs bfloat16, laid out in the same
/// way. Sums, and maps between steps, are floats in every set.
namespace laurel::kernels {

/// out[block][pixel] = activation(bias + sum over k of a[k][pixel] × weights[k] + residual)
struct Product {
    const void* a;               ///< factors: sum blocks × pixels × lanes
    std::int64_t aBlockStride;   ///< factors from one sum block to the next
    std::int64_t sumBlocks;      ///< k runs over the first values of each of so many blocks
    const std::int64_t* live;    ///< how many of each block; what follows has no weights
    const void* weights;         ///< factors, in the order of PackedWeights
    const float* bias;           ///< out blocks × lanes; null: zeros
    const float* residual;       ///< as out; null: none
    float* out;                  ///< out blocks × pixels × lanes
    std::int64_t outBlockStride; ///< floats, of out and residual
    std::int64_t outPixelStride; ///< floats, of out and residual; lanes where they are dense
    std::int64_t outBlocks;
    std::int64_t pixels;
    bool activate;
    float slope; ///< below zero, when activated
};

/// A convolution without a detour: map[block][row][pixel] = activation(bias + sum over runs and k
/// of a[row][pixel][run][k] × weights[run][k] + residual)
///
/// What is multiplied has all channels of a pixel side by side, so that a window's values in one
/// row are a run of neighbours.
struct RowProduct {
    const void* a;             ///< factors of the first pixel's first run
    std::int64_t aRowStride;   ///< factors, from one row of results to the next
    std::int64_t aPixelStride; ///< factors, from one result to the next
    std::int64_t runs;
    std::int64_t aRunStride; ///< factors, from one run to the next
    /// Blocks of lanes in a run, an even number; what follows a run is read and must be finite.
    std::int64_t runBlocks;
    const void* weights; ///< factors, in the order of PackedWeights
    std::int64_t rows;
    std::int64_t pixels;   ///< of each row
    const float* bias;     ///< blocks × lanes; null: zeros
    const float* residual; ///< as map; null: none
    float* map;            ///< blocks × rows × pixels × lanes
    std::int64_t blocks;
    std::int64_t mapBlockStride; ///< floats, of map and residual
    std::int64_t mapRowStride;   ///< floats, of map and residual
    std::int64_t mapPixelStride; ///< floats, of map and residual
    bool activate;
    float slope;
    float* sums; ///< as WinogradOutput's
};

/// Where tiles of a Winograd convolution lie.
struct Tiles {
    std::int64_t rows, columns;       ///< of the map read
    std::int64_t outRows, outColumns; ///< of the map written
    std::int64_t padTop, padLeft;
    std::int64_t perRow;       ///< tiles in one row of tiles
    std::int64_t first, count; ///< tiles of this call, row by row
};

/// The finite points besides 0 at which tiles of 4×4 are multiplied, and their negatives.
inline constexpr float winogradNear = 0.625F;
inline constexpr float winogradFar = 1.5F;

struct WinogradInput {
    Tiles tiles;
    const float* map; ///< blocks × rows × columns × lanes
    std::int64_t blocks;
    void* out;                ///< factors: points × blocks × tiles.count × lanes
    std::int64_t pointStride; ///< factors from one point to the next
};

struct WinogradOutput {
    Tiles tiles;
    const float* in;          ///< points × blocks × tiles.count × lanes
    std::int64_t pointStride; ///< floats from one point to the next
    std::int64_t blocks;
    const float* bias;     ///< blocks × lanes; null: zeros
    const float* residual; ///< as map; null: none
    float* map;            ///< blocks × outRows × outColumns × lanes
    bool activate;
    float slope;
    float* sums; ///< blocks × 2 × lanes: of values and of squares of all pixels written; null: none
};

/// out = activation(in × scale + shift + residual), for one block
struct Scaled {
    const float* in;
    const float* residual; ///< null: none
    float* out;            ///< may be `in` or `residual`
    std::int64_t pixels;
    const float* scale; ///< lanes
    const float* shift; ///< lanes
    bool activate;
    float slope;
};

/// One block of a pooling, a resizing.
struct Pooled {
    const float* in;
    std::int64_t rows, columns;
    float* out;
    std::int64_t outRows, outColumns;
    std::int64_t kernelRows, kernelColumns, strideRows, strideColumns, padRows, padColumns;
    bool average;
};

/// Two neighbours along an axis and the second one's share.
struct Neighbours {
    std::int64_t low, high;
    float share;
};

struct Resized {
    const float* in;
    std::int64_t columns; ///< of in
    float* out;
    std::int64_t outRows, outColumns;
    const Neighbours* fromRows;    ///< for each of outRows
    const Neighbours* fromColumns; ///< for each of outColumns
};

struct Set {
    const char* name;
    std::int64_t lanes;
    std::int64_t factorBytes; ///< 4: floats; 2: bfloat16
    std::int64_t together;    ///< values of a sum that are multiplied and added at once: 1 or 2
    std::int64_t tilePixels;  ///< pixels that a product computes at once; more in fewer calls pay
    /// Blocks of output channels whose weights lie side by side, for so many blocks still to come.
    std::int64_t (*panelBlocks)(std::int64_t outBlocks);
    /// Convolutions between fewer pairs of channels multiply floats: fewer digits would cost more
    /// of the masks there than they are worth.
    std::int64_t leastPairs;
    /// One block of so many pixels, `step` floats apart, as factors `toStep` factors apart; `to`
    /// may be `from` where both are dense.
    void (*toFactors)(const float* from, std::int64_t step, std::int64_t pixels, void* to,
                      std::int64_t toStep);
    void (*product)(const Product&);
    /// Where it is there, it is faster than any way of saving products; else null.
    void (*rowProduct)(const RowProduct&);
    /// Edge of the square of outputs that one tile makes: 2 or 4; points are (edge + 2)².
    void (*winogradInput2)(const WinogradInput&);
    void (*winogradOutput2)(const WinogradOutput&);
    void (*winogradInput4)(const WinogradInput&);
    void (*winogradOutput4)(const WinogradOutput&);
    /// Adds the values and their squares of one block to sums[0, lanes) and sums[lanes, 2 lanes).
    void (*addSums)(const float* in, std::int64_t pixels, float* sums);
    void (*scaled)(const Scaled&);
    void (*pooled)(const Pooled&);
    void (*resized)(const Resized&);
    /// The first `channels` of a block, as planes of plain pixels; and the way back.
    void (*toPlain)(const float* block, std::int64_t pixels, std::int64_t channels, float* planes);
    void (*toBlock)(const float* planes, std::int64_t pixels, std::int64_t channels, float* block);
    /// In place, over plain planes. @return false when a value is not finite
    bool (*softmax)(float* planes, std::int64_t pixels, std::int64_t channels);
};

/// Eight lanes without instructions beyond the compiler's default; AVX2 with FMA; AVX-512; AVX-512
/// with products of pairs of bfloat16, and AMX with products of whole matrices of them, whose maps
/// are avx512's.
const Set& genericSet();
const Set& avx2Set();
const Set& avx512Set();
const Set& avx512bf16Set();
const Set& amxbf16Set();

} // namespace laurel::kernels
