#include "sets.h"

LAUREL_LAYER_KERNELS_BEGIN

void sums(const Sums& of) {
    for (std::int64_t c = 0; c < of.channels; c += lanes) {
        const Vector from = load(of.from + c);
        Vector sum{};
        Vector squares{};
        const float* x = of.x + c;
        for (std::int64_t pixel = 0; pixel < of.pixels; ++pixel, x += of.channels) {
            const Vector value = load(x) - from;
            sum += value;
            squares += value * value;
        }
        store(of.sum + c, sum);
        store(of.squares + c, squares);
    }
}

void scaled(const ScaledPixels& of) {
    std::int64_t at = 0;
    for (std::int64_t pixel = 0; pixel < of.pixels; ++pixel) {
        for (std::int64_t c = 0; c < of.channels; c += lanes, at += lanes) {
            Vector value = load(of.x + at) * load(of.scale + c) + load(of.shift + c);
            if (of.residual != nullptr) {
                value += load(of.residual + at);
            }
            if (of.rectify) {
                value = value < 0 ? Vector{} : value; // what is not a number stays
            }
            store(of.out + at, value);
        }
    }
}

namespace {

[[gnu::always_inline]] inline Vector passed(const float* gradient, const float* out,
                                            std::int64_t at) {
    const Vector value = load(gradient + at);
    return out == nullptr ? value : (load(out + at) > 0 ? value : Vector{});
}

} // namespace

void gradientSums(const GradientSums& of) {
    for (std::int64_t c = 0; c < of.channels; c += lanes) {
        const Vector from = load(of.from + c);
        Vector sum{};
        Vector products{};
        std::int64_t at = c;
        for (std::int64_t pixel = 0; pixel < of.pixels; ++pixel, at += of.channels) {
            const Vector gradient = passed(of.gradient, of.out, at);
            sum += gradient;
            products += gradient * (load(of.x + at) - from);
            if (of.passed != nullptr) {
                store(of.passed + at, gradient);
            }
        }
        store(of.sum + c, sum);
        store(of.products + c, products);
    }
}

void gradientScaled(const GradientScaled& of) {
    std::int64_t at = 0;
    for (std::int64_t pixel = 0; pixel < of.pixels; ++pixel) {
        for (std::int64_t c = 0; c < of.channels; c += lanes, at += lanes) {
            const Vector gradient = passed(of.gradient, of.out, at);
            store(of.result + at, gradient * load(of.byGradient + c) +
                                      load(of.x + at) * load(of.byX + c) + load(of.constant + c));
        }
    }
}

LAUREL_LAYER_KERNELS_END
