#pragma once

#include "laurel/sdk/network.h"
#include "laurel/training/training_plane.h"

#include <ATen/core/Tensor.h>
#include <cstdint>
#include <span>
#include <string>

/// What every training step has in common, whichever optimiser then takes it.
namespace laurel {

/// In the order of lossNames.
enum class LossKind {
    WeightedCrossEntropy,
    CrossEntropy,
    DiceCrossEntropy,
    BinaryBalanced,
    Dice,
    Focal,
    DiceFocal,
    Tversky
};

/// By the name that manifests use. @throws Error InvalidArgument listing the names
LossKind lossFromName(const std::string& name);

/// Planes side by side, on one device.
struct TrainingBatch {
    at::Tensor images;       ///< [N, 1, rows, columns] float
    at::Tensor labels;       ///< [N, rows, columns] int64; ignoredPixel where nobody annotated
    at::Tensor pixelWeights; ///< [N, rows, columns] float; undefined unless the loss is weighted
};

/// Copies the planes. With a weighted loss a pixel weighs its class balance within the batch's
/// annotated pixels plus its plane's border weight. @throws Error InvalidArgument on planes of
/// different sizes or none
TrainingBatch makeTrainingBatch(std::span<const TrainingPlane> planes, LossKind loss, int channels,
                                const at::Device& device);

/// The loss of logits that a network gave for the batch's images.
at::Tensor lossOf(LossKind kind, const at::Tensor& logits, const TrainingBatch& batch);

/// Adds the loss's gradient to the network's parameters; the loss.
/// @param step for the message @throws Error Internal when the loss is not finite
double accumulateGradients(Network& network, LossKind loss, const TrainingBatch& batch,
                           std::int64_t step);

/// Scales the gradients of all parameters together so that their norm is at most `norm`; the norm
/// before (Pascanu et al., ICML 2013). Parameters without a gradient do not count.
double clipGradients(std::span<const at::Tensor> parameters, double norm);

} // namespace laurel
