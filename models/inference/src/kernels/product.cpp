#include "product.h"

LAUREL_KERNELS_BEGIN

namespace {

/// Results of `Pixels` pixels in `Blocks` blocks stay in registers while k runs, each value read
/// once per register of results.
template <int Pixels, int Blocks>
[[gnu::always_inline]] inline void tile(const Product& product, const Factor* weights,
                                        std::int64_t block, std::int64_t pixel) {
    Vector sums[Pixels][Blocks];
    for (int b = 0; b < Blocks; ++b) {
        const Vector start =
            product.bias == nullptr ? Vector{} : load(product.bias + (block + b) * lanes);
        for (int p = 0; p < Pixels; ++p) {
            sums[p][b] = start;
        }
    }
    const Factor* a = static_cast<const Factor*>(product.a) + pixel * lanes;
    for (std::int64_t k = 0; k < product.sumBlocks; ++k, a += product.aBlockStride) {
        const Factor* row = weights + k * lanes * Blocks * lanes;
        for (std::int64_t lane = 0; lane < product.live[k]; lane += together) {
            Factors w[Blocks];
            for (int b = 0; b < Blocks; ++b) {
                w[b] = loadFactors(row + b * lanes * together);
            }
            row += Blocks * lanes * together;
            for (int p = 0; p < Pixels; ++p) {
                const Factors value = everyLaneOf(a + p * lanes + lane);
                for (int b = 0; b < Blocks; ++b) {
                    sums[p][b] = addProducts(sums[p][b], value, w[b]);
                }
            }
        }
    }
    const Vector slope = everyLane(product.slope);
    for (int b = 0; b < Blocks; ++b) {
        const std::int64_t offset =
            (block + b) * product.outBlockStride + pixel * product.outPixelStride;
        for (int p = 0; p < Pixels; ++p) {
            Vector value = sums[p][b];
            if (product.residual != nullptr) {
                value += load(product.residual + offset + p * product.outPixelStride);
            }
            store(product.out + offset + p * product.outPixelStride,
                  product.activate ? activated(value, slope) : value);
        }
    }
}

template <int Pixels, int Blocks>
void panel(const Product& product, const Factor* weights, std::int64_t block) {
    std::int64_t pixel = 0;
    for (; pixel + Pixels <= product.pixels; pixel += Pixels) {
        tile<Pixels, Blocks>(product, weights, block, pixel);
    }
    const auto rest = [&]<int Fewer>() {
        for (; pixel + Fewer <= product.pixels; pixel += Fewer) {
            tile<Fewer, Blocks>(product, weights, block, pixel);
        }
    };
    if constexpr (Pixels > 8) {
        rest.template operator()<8>();
    }
    rest.template operator()<4>();
    rest.template operator()<2>();
    rest.template operator()<1>();
}

/// With 16 registers 6 × 2 or 4 × 3 results, with 32 twice as many.
constexpr int perPanel = registers == 32 ? 24 : 12;

} // namespace

std::int64_t panelBlocks(std::int64_t outBlocks) {
    if (outBlocks == 3 && !LAUREL_KERNEL_ROWS) {
        return 3;
    }
    return outBlocks == 1 ? 1 : 2;
}

void product(const Product& product) {
    const auto* weights = static_cast<const Factor*>(product.weights);
    for (std::int64_t block = 0; block < product.outBlocks;) {
        const std::int64_t width = panelBlocks(product.outBlocks - block);
        switch (width) {
        case 3:
            panel<perPanel / 3, 3>(product, weights, block);
            break;
        case 2:
            panel<perPanel / 2, 2>(product, weights, block);
            break;
        default:
            panel<12, 1>(product, weights, block);
            break;
        }
        weights += product.sumBlocks * lanes * width * lanes;
        block += width;
    }
}

void toFactors(const float* from, std::int64_t step, std::int64_t pixels, void* to,
               std::int64_t toStep) {
    auto* factors = static_cast<Factor*>(to);
    for (std::int64_t i = 0; i < pixels; ++i) {
        storeFactors(factors + i * toStep, load(from + i * step));
    }
}

LAUREL_KERNELS_END
