#include "laurel/training/losses.h"

#include "fused_loss.h"

#include <ATen/ATen.h>
#include <utility>

namespace laurel {

namespace {

/// The annotated pixels of a batch, one after another.
struct Pixels {
    at::Tensor logits;  ///< [P, K]
    at::Tensor labels;  ///< [P]
    at::Tensor weights; ///< [P]; undefined unless given
    bool isEmpty() const { return labels.numel() == 0; }
};

Pixels annotated(const at::Tensor& logits, const at::Tensor& labels,
                 const at::Tensor& weights = {}) {
    Pixels pixels{logits.movedim(1, -1).reshape({-1, logits.size(1)}), labels.reshape(-1), {}};
    if (weights.defined()) {
        pixels.weights = weights.reshape(-1);
    }
    const at::Tensor known = pixels.labels.ne(ignoredPixel);
    if (known.all().item<bool>()) {
        return pixels;
    }
    const at::Tensor chosen = known.nonzero().squeeze(1);
    pixels.logits = pixels.logits.index_select(0, chosen);
    pixels.labels = pixels.labels.index_select(0, chosen);
    if (weights.defined()) {
        pixels.weights = pixels.weights.index_select(0, chosen);
    }
    return pixels;
}

/// Computes a loss, or 0 with a gradient of 0 where there is nothing to compute it from.
template <typename Loss>
at::Tensor ofPixels(const Pixels& pixels, const Loss& loss) {
    return pixels.isEmpty() ? pixels.logits.sum() : loss();
}

/// log p[label] per pixel, [P].
at::Tensor logProbabilityOfLabel(const Pixels& pixels) {
    return at::log_softmax(pixels.logits, 1).gather(1, pixels.labels.unsqueeze(1)).squeeze(1);
}

at::Tensor crossEntropyOf(const Pixels& pixels) {
    return -logProbabilityOfLabel(pixels).mean();
}

at::Tensor focalOf(const Pixels& pixels) {
    const at::Tensor logProbability = logProbabilityOfLabel(pixels);
    const at::Tensor doubt = 1 - logProbability.exp();
    return -(doubt * doubt * logProbability).mean();
}

/// Probabilities and one-hot labels, both [P, K].
std::pair<at::Tensor, at::Tensor> probabilitiesAndTruth(const Pixels& pixels) {
    const at::Tensor probabilities = at::softmax(pixels.logits, 1);
    const at::Tensor truth =
        at::zeros_like(probabilities).scatter_(1, pixels.labels.unsqueeze(1), 1);
    return {probabilities, truth};
}

constexpr double smooth = 1;

at::Tensor diceOf(const Pixels& pixels) {
    const auto [probabilities, truth] = probabilitiesAndTruth(pixels);
    const at::Tensor overlap = (probabilities * truth).sum(0);
    const at::Tensor sizes = (probabilities * probabilities).sum(0) + truth.sum(0);
    const at::Tensor dice = (2 * overlap + smooth) / (sizes + smooth);
    return 1 - dice.slice(0, 1).mean();
}

at::Tensor tverskyOf(const Pixels& pixels) {
    constexpr double costOfFalse = 0.3;
    constexpr double costOfMissed = 0.7;
    const auto [probabilities, truth] = probabilitiesAndTruth(pixels);
    const at::Tensor hit = (probabilities * truth).sum(0);
    const at::Tensor wrong = probabilities.sum(0) - hit;
    const at::Tensor missed = truth.sum(0) - hit;
    const at::Tensor index =
        (hit + smooth) / (hit + costOfFalse * wrong + costOfMissed * missed + smooth);
    return 1 - index.slice(0, 1).mean();
}

/// Mean of the values that `chosen` (0 or 1 each) picks; 0 where it picks none.
at::Tensor meanOf(const at::Tensor& values, const at::Tensor& chosen) {
    return (values * chosen).sum() / chosen.sum().clamp_min(1);
}

/// log(1 − p[structure]) per pixel without the rounding of 1 − p: the other channels' share.
at::Tensor logOfOthers(const at::Tensor& logits, std::int64_t structure) {
    const at::Tensor others =
        at::cat({logits.slice(1, 0, structure), logits.slice(1, structure + 1)}, 1);
    return others.logsumexp(1) - logits.logsumexp(1);
}

at::Tensor balancedOf(const Pixels& pixels) {
    const std::int64_t channels = pixels.logits.size(1);
    const at::Tensor logProbabilities = at::log_softmax(pixels.logits, 1);
    at::Tensor sum = at::zeros({}, pixels.logits.options());
    for (std::int64_t structure = 1; structure < channels; ++structure) {
        const at::Tensor own = pixels.labels.eq(structure).to(pixels.logits.scalar_type());
        sum = sum - 0.5 * meanOf(logProbabilities.select(1, structure), own) -
              0.5 * meanOf(logOfOthers(pixels.logits, structure), 1 - own);
    }
    return sum / static_cast<double>(channels - 1);
}

} // namespace

at::Tensor crossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels) {
    if (canFuseLoss(logits)) {
        return fusedLoss(logits, labels, {}, {true, false});
    }
    const Pixels pixels = annotated(logits, labels);
    return ofPixels(pixels, [&] { return crossEntropyOf(pixels); });
}

at::Tensor weightedCrossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels,
                                    const at::Tensor& pixelWeights) {
    if (canFuseLoss(logits)) {
        return fusedLoss(logits, labels, pixelWeights, {true, false});
    }
    const Pixels pixels = annotated(logits, labels, pixelWeights);
    return ofPixels(pixels,
                    [&] { return -(pixels.weights * logProbabilityOfLabel(pixels)).mean(); });
}

at::Tensor binaryBalancedLoss(const at::Tensor& logits, const at::Tensor& labels) {
    const Pixels pixels = annotated(logits, labels);
    return ofPixels(pixels, [&] { return balancedOf(pixels); });
}

at::Tensor diceLoss(const at::Tensor& logits, const at::Tensor& labels) {
    if (canFuseLoss(logits)) {
        return fusedLoss(logits, labels, {}, {false, true});
    }
    const Pixels pixels = annotated(logits, labels);
    return ofPixels(pixels, [&] { return diceOf(pixels); });
}

at::Tensor focalLoss(const at::Tensor& logits, const at::Tensor& labels) {
    const Pixels pixels = annotated(logits, labels);
    return ofPixels(pixels, [&] { return focalOf(pixels); });
}

at::Tensor diceFocalLoss(const at::Tensor& logits, const at::Tensor& labels) {
    const Pixels pixels = annotated(logits, labels);
    return ofPixels(pixels, [&] { return diceOf(pixels) + focalOf(pixels); });
}

at::Tensor diceCrossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels) {
    if (canFuseLoss(logits)) {
        return fusedLoss(logits, labels, {}, {true, true});
    }
    const Pixels pixels = annotated(logits, labels);
    return ofPixels(pixels, [&] { return diceOf(pixels) + crossEntropyOf(pixels); });
}

at::Tensor tverskyLoss(const at::Tensor& logits, const at::Tensor& labels) {
    const Pixels pixels = annotated(logits, labels);
    return ofPixels(pixels, [&] { return tverskyOf(pixels); });
}

} // namespace laurel
