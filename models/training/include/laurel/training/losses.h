#pragma once

#include <ATen/core/Tensor.h>

/// Losses over logits [N, K, rows, columns] (float) and labels [N, rows, columns] (int64, 0 to K -
/// 1, 0 is background). Each returns a scalar with its gradient; a call allocates nothing that
/// outlives it. Any thread.
namespace laurel {

/// Mean over pixels of −log softmax(logits)[label].
at::Tensor crossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels);

/// Mean over pixels of weight · −log softmax(logits)[label]; weights as of classBalance and
/// borderWeights.
/// @param pixelWeights [N, rows, columns], float, not negative
at::Tensor weightedCrossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels,
                                    const at::Tensor& pixelWeights);

/// Cross-entropy plus 1 − mean over the K - 1 structures of
/// (2 Σ p·g + 1) / (Σ p² + Σ g² + 1), sums over the whole batch, so that a structure absent from
/// some of its planes still has a stable gradient (Milletari et al., V-Net, 3DV 2016, with
/// smoothing 1).
at::Tensor diceCrossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels);

} // namespace laurel
