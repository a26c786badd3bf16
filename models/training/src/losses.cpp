#include "laurel/training/losses.h"

#include <ATen/ATen.h>

namespace laurel {

namespace {

/// log softmax(logits)[label] per pixel, [N, rows, columns].
at::Tensor logProbabilityOfLabel(const at::Tensor& logProbabilities, const at::Tensor& labels) {
    return logProbabilities.gather(1, labels.unsqueeze(1)).squeeze(1);
}

at::Tensor softDiceLoss(const at::Tensor& probabilities, const at::Tensor& labels) {
    constexpr double smooth = 1;
    const at::Tensor truth = at::zeros_like(probabilities).scatter_(1, labels.unsqueeze(1), 1);
    const at::Tensor overlap = (probabilities * truth).sum({0, 2, 3});
    const at::Tensor sizes = (probabilities * probabilities).sum({0, 2, 3}) + truth.sum({0, 2, 3});
    const at::Tensor dice = (2 * overlap + smooth) / (sizes + smooth);
    return 1 - dice.slice(0, 1).mean();
}

} // namespace

at::Tensor crossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels) {
    return -logProbabilityOfLabel(at::log_softmax(logits, 1), labels).mean();
}

at::Tensor weightedCrossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels,
                                    const at::Tensor& pixelWeights) {
    return -(pixelWeights * logProbabilityOfLabel(at::log_softmax(logits, 1), labels)).mean();
}

at::Tensor diceCrossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels) {
    const at::Tensor logProbabilities = at::log_softmax(logits, 1);
    const at::Tensor crossEntropy = -logProbabilityOfLabel(logProbabilities, labels).mean();
    return crossEntropy + softDiceLoss(logProbabilities.exp(), labels);
}

} // namespace laurel
