#include "row_product.h"

#include "finish.h"
#include "product.h"

#if LAUREL_KERNEL_ROWS

LAUREL_KERNELS_BEGIN

namespace {

/// Neighbours in a row that are computed together.
constexpr std::int64_t stripPixels = 16;

/// Where a strip reads and writes. All strips of a call have as many pixels: the last one of a row
/// begins early enough and leaves out what its neighbour writes.
struct Strip {
    const Factor* a;
    std::int64_t first; ///< float of the map, for block 0
    std::int64_t skip;  ///< pixels
};

class Strips {
  public:
    explicit Strips(const RowProduct& of)
        : of_(of), pixels_(of.pixels < stripPixels ? of.pixels : stripPixels),
          perRow_((of.pixels + stripPixels - 1) / stripPixels) {}

    std::int64_t count() const { return of_.rows * perRow_; }
    std::int64_t pixels() const { return pixels_; }

    Strip operator[](std::int64_t index) const {
        const std::int64_t row = index / perRow_;
        const std::int64_t own = index % perRow_ * stripPixels;
        const std::int64_t last = of_.pixels - pixels_;
        const std::int64_t first = own < last ? own : last;
        return {static_cast<const Factor*>(of_.a) + row * of_.aRowStride + first * of_.aPixelStride,
                row * of_.mapRowStride + first * of_.mapPixelStride, own - first};
    }

  private:
    const RowProduct& of_;
    std::int64_t pixels_;
    std::int64_t perRow_;
};

#if defined(__AMX_BF16__) || defined(__AMXBF16__) // as GCC and as clang call it

/// Values of a sum that are multiplied at once.
constexpr std::int64_t chunk = 2 * lanes;

// Registers of 16 × 64 bytes: sums in 0 to 3, pixels from 4 on, weights from 7 downwards. Written
// as assembler because the compiler's own names for them take no constants of templates.
template <int Tile>
[[gnu::always_inline]] inline void clearTile() {
    asm volatile("tilezero %%tmm%c0" ::"n"(Tile));
}

template <int Tile>
[[gnu::always_inline]] inline void loadTile(const void* from, std::int64_t strideBytes) {
    asm volatile("tileloadd (%0,%1,1), %%tmm%c2" ::"r"(from), "r"(strideBytes), "n"(Tile)
                 : "memory");
}

template <int Tile>
[[gnu::always_inline]] inline void storeTile(float* to) {
    asm volatile("tilestored %%tmm%c2, (%0,%1,1)" ::"r"(to), "r"(std::int64_t{64}), "n"(Tile)
                 : "memory");
}

template <int Sums, int Pixels, int Weights>
[[gnu::always_inline]] inline void multiplyTiles() {
    asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" ::"n"(Sums), "n"(Pixels), "n"(Weights));
}

/// Shapes of the registers while panels of so many blocks are multiplied.
void configureTiles(std::int64_t pixels, int blocks) {
    struct Configuration {
        std::uint8_t palette = 1;
        std::uint8_t startRow = 0;
        std::uint8_t reserved[14] = {};
        std::uint16_t rowBytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
        std::uint8_t rows[16] = {};
    };
    Configuration shapes;
    for (int tile = 0; tile < 8; ++tile) {
        const bool hasWeights = tile > 7 - blocks;
        shapes.rows[tile] = static_cast<std::uint8_t>(hasWeights ? stripPixels : pixels);
    }
    asm volatile("ldtilecfg %0" ::"m"(shapes));
}

void releaseTiles() {
    asm volatile("tilerelease");
}

/// @param results strips × blocks × 16 pixels × lanes
template <int Count, int Blocks>
[[gnu::always_inline]] inline void multiply(const RowProduct& of, const Factor* weights,
                                            const Strip* strips, std::int64_t, float* results) {
    static_assert(Count * Blocks <= 4 && Count + Blocks <= 4);
    constexpr std::int64_t size = stripPixels * lanes;
    const std::int64_t pixelBytes = of.aPixelStride * 2;
    clearTile<0>();
    if constexpr (Count * Blocks > 1) {
        clearTile<1>();
    }
    if constexpr (Count * Blocks > 2) {
        clearTile<2>();
    }
    if constexpr (Count * Blocks > 3) {
        clearTile<3>();
    }
    for (std::int64_t run = 0; run < of.runs; ++run) {
        for (std::int64_t first = 0; first < of.runBlocks * lanes; first += chunk) {
            const std::int64_t at = run * of.aRunStride + first;
            loadTile<4>(strips[0].a + at, pixelBytes);
            loadTile<7>(weights, Blocks * 64);
            multiplyTiles<0, 4, 7>();
            if constexpr (Blocks > 1) {
                loadTile<6>(weights + lanes * together, Blocks * 64);
                multiplyTiles<1, 4, 6>();
            }
            if constexpr (Count > 1) {
                loadTile<5>(strips[1].a + at, pixelBytes);
                multiplyTiles<Blocks, 5, 7>();
            }
            if constexpr (Count > 1 && Blocks > 1) {
                multiplyTiles<3, 5, 6>();
            }
            if constexpr (Count > 2) {
                loadTile<6>(strips[2].a + at, pixelBytes);
                multiplyTiles<2, 6, 7>();
            }
            weights += chunk * Blocks * lanes;
        }
    }
    storeTile<0>(results);
    if constexpr (Count * Blocks > 1) {
        storeTile<1>(results + size);
    }
    if constexpr (Count * Blocks > 2) {
        storeTile<2>(results + 2 * size);
    }
    if constexpr (Count * Blocks > 3) {
        storeTile<3>(results + 3 * size);
    }
}

#else

void configureTiles(std::int64_t, int) {}
void releaseTiles() {}

/// @param to of the first pixel and block: blocks × 16 pixels × lanes
template <int Pixels, int Blocks>
inline void multiplyPixels(const RowProduct& of, const Factor* weights, const Factor* from,
                           float* to) {
    Vector sums[Pixels][Blocks] = {};
    for (std::int64_t run = 0; run < of.runs; ++run) {
        const Factor* a = from + run * of.aRunStride;
        for (std::int64_t k = 0; k < of.runBlocks * lanes; k += together) {
            for (int p = 0; p < Pixels; ++p) {
                const Factors value = everyLaneOf(a + p * of.aPixelStride + k);
                for (int b = 0; b < Blocks; ++b) {
                    sums[p][b] =
                        addProducts(sums[p][b], value, loadFactors(weights + b * lanes * together));
                }
            }
            weights += Blocks * lanes * together;
        }
    }
    for (int p = 0; p < Pixels; ++p) {
        for (int b = 0; b < Blocks; ++b) {
            store(to + (b * stripPixels + p) * lanes, sums[p][b]);
        }
    }
}

/// The same in vectors, so that it can be tested on every processor.
template <int Count, int Blocks>
inline void multiply(const RowProduct& of, const Factor* weights, const Strip* strips,
                     std::int64_t pixels, float* results) {
    for (int strip = 0; strip < Count; ++strip) {
        float* own = results + strip * Blocks * stripPixels * lanes;
        std::int64_t pixel = 0;
        for (; pixel + 4 <= pixels; pixel += 4) {
            multiplyPixels<4, Blocks>(of, weights, strips[strip].a + pixel * of.aPixelStride,
                                      own + pixel * lanes);
        }
        for (; pixel < pixels; ++pixel) {
            multiplyPixels<1, Blocks>(of, weights, strips[strip].a + pixel * of.aPixelStride,
                                      own + pixel * lanes);
        }
    }
}

#endif

template <int Count, int Blocks>
void compute(const RowProduct& of, const Factor* weights, std::int64_t block, const Strips& strips,
             std::int64_t index, Finish* finish) {
    Strip own[Count];
    for (int i = 0; i < Count; ++i) {
        own[i] = strips[index + i];
    }
    alignas(64) float results[Count * Blocks * stripPixels * lanes];
    multiply<Count, Blocks>(of, weights, own, strips.pixels(), results);
    for (int i = 0; i < Count; ++i) {
        for (int b = 0; b < Blocks; ++b) {
            const float* result = results + (i * Blocks + b) * stripPixels * lanes;
            const std::int64_t offset = (block + b) * of.mapBlockStride + own[i].first;
            for (std::int64_t pixel = own[i].skip; pixel < strips.pixels(); ++pixel) {
                finishPixel(of, offset + pixel * of.mapPixelStride, load(result + pixel * lanes),
                            finish[b]);
            }
        }
    }
}

template <int Most, int Blocks>
void panel(const RowProduct& of, const Factor* weights, std::int64_t block) {
    Finish finish[Blocks];
    for (int b = 0; b < Blocks; ++b) {
        finish[b] = Finish::of(of, block + b);
    }
    const Strips strips(of);
    configureTiles(strips.pixels(), Blocks);
    std::int64_t index = 0;
    for (; index + Most <= strips.count(); index += Most) {
        compute<Most, Blocks>(of, weights, block, strips, index, finish);
    }
    for (; index < strips.count(); ++index) {
        compute<1, Blocks>(of, weights, block, strips, index, finish);
    }
    for (int b = 0; b < Blocks; ++b) {
        storeSums(of, block + b, finish[b]);
    }
}

} // namespace

void rowProduct(const RowProduct& product) {
    const auto* weights = static_cast<const Factor*>(product.weights);
    for (std::int64_t block = 0; block < product.blocks;) {
        const std::int64_t width = panelBlocks(product.blocks - block);
        if (width == 2) {
            panel<2, 2>(product, weights, block);
        } else {
            panel<3, 1>(product, weights, block);
        }
        weights += product.runs * product.runBlocks * lanes * width * lanes;
        block += width;
    }
    releaseTiles();
}

LAUREL_KERNELS_END

#endif
