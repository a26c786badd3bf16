#pragma once

#include <ATen/core/Tensor.h>
#include <cstdint>

/// Losses over logits [N, K, rows, columns] (float or double; of volumes [N, K, D, H, W]) and
/// labels [N, rows, columns] (int64; 0 is background, 1 to K - 1 are structures, ignoredPixel is
/// what nobody annotated). Each returns a scalar with its gradient; a call allocates nothing that
/// outlives it. Any thread.
///
/// What is ignored is left out before anything is computed: sums and means run over the annotated
/// pixels of the whole batch, the value does not depend on the logits elsewhere, and their gradient
/// there is exactly 0. Where nothing is annotated the loss is 0.
///
/// p is the softmax over channels, g the labels one-hot; a mean over structures runs over the K - 1
/// channels but background.
namespace laurel {

inline constexpr std::int64_t ignoredPixel = -1;

/// Mean over pixels of −log p[label].
at::Tensor crossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels);

/// Mean over pixels of weight · −log p[label]; weights as of classBalance and borderWeights.
/// @param pixelWeights [N, rows, columns], as the logits' type, not negative
at::Tensor weightedCrossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels,
                                    const at::Tensor& pixelWeights);

/// Each structure against all else, both halves weighing the same however many pixels they have
/// (Xie & Tu, HED, ICCV 2015, equation 2): mean over structures of
/// ½ mean(−log p, over its pixels) + ½ mean(−log(1 − p), over all others). A half without pixels
/// counts 0.
at::Tensor binaryBalancedLoss(const at::Tensor& logits, const at::Tensor& labels);

/// 1 − mean over structures of (2 Σ p·g + 1) / (Σ p² + Σ g² + 1), sums over the whole batch, so
/// that a structure absent from some of its planes still has a stable gradient (Milletari et al.,
/// V-Net, 3DV 2016, with smoothing 1).
at::Tensor diceLoss(const at::Tensor& logits, const at::Tensor& labels);

/// Mean over pixels of −(1 − p[label])² log p[label]: what is certain already counts little (Lin et
/// al., ICCV 2017, with γ = 2 and without class weights).
at::Tensor focalLoss(const at::Tensor& logits, const at::Tensor& labels);

/// diceLoss + focalLoss.
at::Tensor diceFocalLoss(const at::Tensor& logits, const at::Tensor& labels);

/// diceLoss + crossEntropyLoss.
at::Tensor diceCrossEntropyLoss(const at::Tensor& logits, const at::Tensor& labels);

/// 1 − mean over structures of (T + 1) / (T + 0.3 F + 0.7 M + 1) with T = Σ p·g, false F =
/// Σ p·(1 − g), missed M = Σ (1 − p)·g: what is missed costs more than what is too much (Salehi et
/// al., MLMI 2017).
at::Tensor tverskyLoss(const at::Tensor& logits, const at::Tensor& labels);

} // namespace laurel
