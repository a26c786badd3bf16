#include "fused_loss.h"

#include "laurel/base/error.h"
#include "laurel/training/losses.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <cmath>
#include <torch/csrc/autograd/custom_function.h>
#include <vector>

namespace laurel {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t piecePixels =
    2048; ///< whose sums are made at once; the same for any threads

/// Pixels one after another, their channels side by side.
struct Pixels {
    std::int64_t count;
    std::int64_t channels;
    const std::int64_t* labels;
    const float* weights; ///< null: 1 each

    std::int64_t pieces() const { return (count + piecePixels - 1) / piecePixels; }
    bool isKnown(std::int64_t pixel) const { return labels[pixel] != ignoredPixel; }
    double weight(std::int64_t pixel) const {
        return weights == nullptr ? 1 : static_cast<double>(weights[pixel]);
    }

    /// Calls action(piece, first pixel, one past the last) in several threads.
    template <typename Action>
    void forEachPiece(const Action& action) const {
        at::parallel_for(0, pieces(), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t piece = begin; piece < end; ++piece) {
                action(piece, piece * piecePixels, std::min(count, (piece + 1) * piecePixels));
            }
        });
    }
};

/// Σ p·g and Σ p² + Σ g² of each channel, Σ weight · −log p[label], and the pixels that are known.
struct Sums {
    explicit Sums(std::int64_t channels)
        : overlap(static_cast<std::size_t>(channels)), sizes(static_cast<std::size_t>(channels)) {}

    void add(const Sums& other) {
        for (std::size_t k = 0; k < overlap.size(); ++k) {
            overlap[k] += other.overlap[k];
            sizes[k] += other.sizes[k];
        }
        logarithms += other.logarithms;
        known += other.known;
    }

    std::vector<double> overlap;
    std::vector<double> sizes;
    double logarithms = 0;
    std::int64_t known = 0;
};

/// Softmax of one pixel; log p[label].
float probabilitiesOf(const float* logits, std::int64_t channels, std::int64_t label, float* to) {
    const float greatest = *std::max_element(logits, logits + channels);
    float sum = 0;
    for (std::int64_t k = 0; k < channels; ++k) {
        to[k] = std::exp(logits[k] - greatest);
        sum += to[k];
    }
    for (std::int64_t k = 0; k < channels; ++k) {
        to[k] /= sum;
    }
    return logits[label] - greatest - std::log(sum);
}

/// Fills the probabilities, 0 where nobody annotated.
Sums sumsOf(const Pixels& pixels, const float* logits, float* probabilities) {
    std::vector<Sums> perPiece(static_cast<std::size_t>(pixels.pieces()), Sums(pixels.channels));
    pixels.forEachPiece([&](std::int64_t piece, std::int64_t first, std::int64_t end) {
        Sums& sums = perPiece[static_cast<std::size_t>(piece)];
        for (std::int64_t pixel = first; pixel < end; ++pixel) {
            float* p = probabilities + pixel * pixels.channels;
            if (!pixels.isKnown(pixel)) {
                std::fill_n(p, pixels.channels, 0.0F);
                continue;
            }
            const auto label = static_cast<std::size_t>(pixels.labels[pixel]);
            sums.logarithms -=
                pixels.weight(pixel) *
                static_cast<double>(probabilitiesOf(logits + pixel * pixels.channels,
                                                    pixels.channels, pixels.labels[pixel], p));
            for (std::size_t k = 0; k < sums.sizes.size(); ++k) {
                sums.sizes[k] += static_cast<double>(p[k] * p[k]);
            }
            sums.sizes[label] += 1;
            sums.overlap[label] += static_cast<double>(p[label]);
            ++sums.known;
        }
    });
    Sums total(pixels.channels);
    for (const Sums& sums : perPiece) {
        total.add(sums);
    }
    return total;
}

constexpr double smooth = 1; // as in diceLoss

double lossOf(const Sums& sums, const FusedLossTerms& terms) {
    if (sums.known == 0) {
        return 0;
    }
    double loss = terms.crossEntropy ? sums.logarithms / static_cast<double>(sums.known) : 0;
    if (terms.dice) {
        double dice = 0;
        for (std::size_t k = 1; k < sums.sizes.size(); ++k) {
            dice += (2 * sums.overlap[k] + smooth) / (sums.sizes[k] + smooth);
        }
        loss += 1 - dice / static_cast<double>(sums.sizes.size() - 1);
    }
    return loss;
}

/// Of the loss by the logits, as factors: by a channel's probability the Dice term's gradient is
/// hit · g + size · p.
struct Factors {
    Factors(const Sums& sums, const FusedLossTerms& terms, float outer)
        : hit(sums.sizes.size()), size(sums.sizes.size()) {
        if (sums.known > 0 && terms.crossEntropy) {
            entropy = outer / static_cast<float>(sums.known);
        }
        for (std::size_t k = 1; terms.dice && k < hit.size(); ++k) {
            const double share = static_cast<double>(outer) / static_cast<double>(hit.size() - 1);
            const double whole = sums.sizes[k] + smooth;
            hit[k] = static_cast<float>(-2 * share / whole);
            size[k] =
                static_cast<float>(2 * share * (2 * sums.overlap[k] + smooth) / (whole * whole));
        }
    }

    float entropy = 0;
    std::vector<float> hit;
    std::vector<float> size;
};

void gradientOf(const Pixels& pixels, const float* probabilities, const Factors& factors,
                float* gradient) {
    const auto channels = static_cast<std::size_t>(pixels.channels);
    pixels.forEachPiece([&](std::int64_t, std::int64_t first, std::int64_t end) {
        std::vector<float> byProbability(channels);
        for (std::int64_t pixel = first; pixel < end; ++pixel) {
            const float* p = probabilities + pixel * pixels.channels;
            float* to = gradient + pixel * pixels.channels;
            if (!pixels.isKnown(pixel)) {
                std::fill_n(to, channels, 0.0F);
                continue;
            }
            const auto label = static_cast<std::size_t>(pixels.labels[pixel]);
            for (std::size_t k = 0; k < channels; ++k) {
                byProbability[k] = factors.size[k] * p[k];
            }
            byProbability[label] += factors.hit[label];
            float mean = 0;
            for (std::size_t k = 0; k < channels; ++k) {
                mean += p[k] * byProbability[k];
            }
            const auto entropy = factors.entropy * static_cast<float>(pixels.weight(pixel));
            for (std::size_t k = 0; k < channels; ++k) {
                to[k] = p[k] * (byProbability[k] - mean + entropy);
            }
            to[label] -= entropy;
        }
    });
}

void requireChannels(const Pixels& pixels) {
    for (std::int64_t i = 0; i < pixels.count; ++i) {
        const std::int64_t label = pixels.labels[i];
        if (label != ignoredPixel && (label < 0 || label >= pixels.channels)) {
            throw Error(ErrorCode::InvalidArgument,
                        "label " + std::to_string(label) + " in a batch for a network of " +
                            std::to_string(pixels.channels) + " channels");
        }
    }
}

struct FusedLoss : torch::autograd::Function<FusedLoss> {
    static at::Tensor forward(AutogradContext* context, const at::Tensor& given,
                              const at::Tensor& givenLabels,
                              const c10::optional<at::Tensor>& weights, bool crossEntropy,
                              bool dice) {
        const at::Tensor logits = given.contiguous(at::MemoryFormat::ChannelsLast);
        const at::Tensor labels = givenLabels.contiguous();
        const at::Tensor perPixel = weights ? weights->contiguous() : at::Tensor();
        const Pixels pixels = pixelsOf(logits, labels, perPixel);
        requireChannels(pixels);
        const at::Tensor probabilities = at::empty_like(logits);
        const Sums sums = sumsOf(pixels, logits.data_ptr<float>(), probabilities.data_ptr<float>());
        context->save_for_backward({probabilities, labels, perPixel});
        context->saved_data["overlap"] = sums.overlap;
        context->saved_data["sizes"] = sums.sizes;
        context->saved_data["known"] = sums.known;
        context->saved_data["crossEntropy"] = crossEntropy;
        context->saved_data["dice"] = dice;
        return at::scalar_tensor(lossOf(sums, {crossEntropy, dice}), logits.options());
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients) {
        const variable_list saved = context->get_saved_variables();
        auto& data = context->saved_data;
        const Pixels pixels = pixelsOf(saved[0], saved[1], saved[2]);
        Sums sums(pixels.channels);
        sums.overlap = data["overlap"].toDoubleVector();
        sums.sizes = data["sizes"].toDoubleVector();
        sums.known = data["known"].toInt();
        const Factors factors(sums, {data["crossEntropy"].toBool(), data["dice"].toBool()},
                              gradients[0].item<float>());
        const at::Tensor gradient = at::empty_like(saved[0]);
        gradientOf(pixels, saved[0].data_ptr<float>(), factors, gradient.data_ptr<float>());
        return {gradient, {}, {}, {}, {}};
    }

    static Pixels pixelsOf(const at::Tensor& logits, const at::Tensor& labels,
                           const at::Tensor& weights) {
        return {labels.numel(), logits.size(1), labels.data_ptr<std::int64_t>(),
                weights.defined() ? weights.data_ptr<float>() : nullptr};
    }
};

} // namespace

bool canFuseLoss(const at::Tensor& logits) {
    return logits.dim() == 4 && logits.device().is_cpu() && logits.scalar_type() == at::kFloat &&
           logits.size(1) > 1;
}

at::Tensor fusedLoss(const at::Tensor& logits, const at::Tensor& labels,
                     const at::Tensor& pixelWeights, const FusedLossTerms& terms) {
    // LibTorch's own functions take no undefined tensors.
    const auto weights =
        pixelWeights.defined() ? c10::optional<at::Tensor>(pixelWeights) : c10::nullopt;
    return FusedLoss::apply(logits, labels, weights, terms.crossEntropy, terms.dice);
}

} // namespace laurel
