#pragma once

#include <ATen/core/Tensor.h>

namespace laurel {

/// Which terms; they are added.
struct FusedLossTerms {
    bool crossEntropy = true;
    bool dice = true;
};

/// Whether fusedLoss takes such logits: floats [N, K, rows, columns] on a CPU.
bool canFuseLoss(const at::Tensor& logits);

/// crossEntropyLoss or weightedCrossEntropyLoss, diceLoss, or their sum, and the gradient, with one
/// pass over the logits each instead of LibTorch's twenty. Sums are of double precision, and the
/// result does not depend on the number of threads.
/// @param pixelWeights of the cross-entropy; undefined: 1 each
/// @throws Error InvalidArgument when a label is neither a channel nor ignoredPixel
at::Tensor fusedLoss(const at::Tensor& logits, const at::Tensor& labels,
                     const at::Tensor& pixelWeights, const FusedLossTerms& terms);

} // namespace laurel
