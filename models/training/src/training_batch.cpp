#include "laurel/training/training_batch.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/package/manifest.h"
#include "laurel/training/border_weights.h"
#include "laurel/training/losses.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>

namespace laurel {

LossKind lossFromName(const std::string& name) {
    const auto found = std::ranges::find(lossNames, name);
    if (found != lossNames.end()) {
        return static_cast<LossKind>(found - lossNames.begin());
    }
    throw Error(ErrorCode::InvalidArgument,
                "loss: expected one of " + listedLossNames() + ", got " + quotedForMessage(name));
}

namespace {

void requireSameSizes(std::span<const TrainingPlane> planes) {
    if (planes.empty()) {
        throw Error(ErrorCode::InvalidArgument, "a training batch needs at least one plane");
    }
    for (const TrainingPlane& plane : planes) {
        if (plane.size != planes.front().size) {
            throw Error(ErrorCode::InvalidArgument, "planes of one training batch differ in size");
        }
    }
}

std::int64_t pixelLabel(std::uint16_t label) {
    return label == ignoredLabel ? ignoredPixel : label;
}

/// Writes class balance of the whole batch plus each plane's border weight.
void fillPixelWeights(std::span<const TrainingPlane> planes, int channels, float* weights) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(channels));
    for (const TrainingPlane& plane : planes) {
        const std::vector<std::int64_t> own = classCounts(plane.labels, channels);
        std::transform(own.begin(), own.end(), counts.begin(), counts.begin(), std::plus<>());
    }
    const std::vector<float> balance = classBalance(counts);
    for (const TrainingPlane& plane : planes) {
        for (std::size_t i = 0; i < plane.labels.size(); ++i) {
            const float border = plane.border.empty() ? 0.0F : plane.border[i];
            const std::uint16_t own = plane.labels[i];
            *weights++ = own == ignoredLabel ? 0.0F : balance[own] + border;
        }
    }
}

} // namespace

at::Tensor lossOf(LossKind kind, const at::Tensor& logits, const TrainingBatch& batch) {
    const at::Tensor& labels = batch.labels;
    switch (kind) {
    case LossKind::WeightedCrossEntropy:
        return weightedCrossEntropyLoss(logits, labels, batch.pixelWeights);
    case LossKind::CrossEntropy:
        return crossEntropyLoss(logits, labels);
    case LossKind::BinaryBalanced:
        return binaryBalancedLoss(logits, labels);
    case LossKind::Dice:
        return diceLoss(logits, labels);
    case LossKind::Focal:
        return focalLoss(logits, labels);
    case LossKind::DiceFocal:
        return diceFocalLoss(logits, labels);
    case LossKind::Tversky:
        return tverskyLoss(logits, labels);
    case LossKind::DiceCrossEntropy:
        break;
    }
    return diceCrossEntropyLoss(logits, labels);
}

TrainingBatch makeTrainingBatch(std::span<const TrainingPlane> planes, LossKind loss, int channels,
                                const at::Device& device) {
    requireSameSizes(planes);
    const auto count = static_cast<std::int64_t>(planes.size());
    const PlaneSize size = planes.front().size;
    TrainingBatch batch;
    batch.images = at::empty({count, 1, size.rows, size.columns}, at::kFloat);
    batch.labels = at::empty({count, size.rows, size.columns}, at::kLong);
    auto* image = batch.images.data_ptr<float>();
    auto* label = batch.labels.data_ptr<std::int64_t>();
    for (const TrainingPlane& plane : planes) {
        image = std::copy(plane.image.begin(), plane.image.end(), image);
        label = std::transform(plane.labels.begin(), plane.labels.end(), label, pixelLabel);
    }
    if (loss == LossKind::WeightedCrossEntropy) {
        batch.pixelWeights = at::empty({count, size.rows, size.columns}, at::kFloat);
        fillPixelWeights(planes, channels, batch.pixelWeights.data_ptr<float>());
        batch.pixelWeights = batch.pixelWeights.to(device);
    }
    batch.images = batch.images.to(device);
    batch.labels = batch.labels.to(device);
    return batch;
}

double accumulateGradients(Network& network, LossKind kind, const TrainingBatch& batch,
                           std::int64_t step) {
    const at::Tensor loss = lossOf(kind, network.forward(batch.images), batch);
    const double value = loss.item<double>();
    if (!std::isfinite(value)) {
        throw Error(ErrorCode::Internal, "training diverged: the loss of step " +
                                             std::to_string(step) + " is not finite");
    }
    loss.backward();
    return value;
}

double clipGradients(std::span<const at::Tensor> parameters, double norm) {
    const c10::NoGradGuard guard;
    double squares = 0;
    for (const at::Tensor& parameter : parameters) {
        if (parameter.grad().defined()) {
            const auto one = parameter.grad().norm().item<double>();
            squares += one * one;
        }
    }
    const double before = std::sqrt(squares);
    for (const at::Tensor& parameter : parameters) {
        if (before > norm && parameter.grad().defined()) {
            parameter.mutable_grad().mul_(norm / before);
        }
    }
    return before;
}

} // namespace laurel
