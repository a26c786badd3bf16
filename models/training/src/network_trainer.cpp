#include "laurel/training/network_trainer.h"

#include "laurel/base/error.h"
#include "laurel/training/border_weights.h"
#include "laurel/training/losses.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cmath>
#include <torch/optim/adamw.h>

namespace laurel {

LossKind lossFromName(const std::string& name) {
    if (name == "cross-entropy") {
        return LossKind::CrossEntropy;
    }
    if (name == "weighted-cross-entropy") {
        return LossKind::WeightedCrossEntropy;
    }
    if (name == "dice-cross-entropy") {
        return LossKind::DiceCrossEntropy;
    }
    throw Error(ErrorCode::InvalidArgument,
                "loss must be cross-entropy, weighted-cross-entropy or dice-cross-entropy, not '" +
                    name + "'");
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
            *weights++ = balance[plane.labels[i]] + (plane.border.empty() ? 0.0F : plane.border[i]);
        }
    }
}

at::Tensor lossOf(LossKind kind, const at::Tensor& logits, const TrainingBatch& batch) {
    switch (kind) {
    case LossKind::CrossEntropy:
        return crossEntropyLoss(logits, batch.labels);
    case LossKind::WeightedCrossEntropy:
        return weightedCrossEntropyLoss(logits, batch.labels, batch.pixelWeights);
    case LossKind::DiceCrossEntropy:
        break;
    }
    return diceCrossEntropyLoss(logits, batch.labels);
}

} // namespace

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
        label = std::copy(plane.labels.begin(), plane.labels.end(), label);
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

struct NetworkTrainer::Optimiser {
    torch::optim::AdamW adam;
};

NetworkTrainer::NetworkTrainer(Network& network, const NetworkTrainerSettings& settings)
    : network_(network), settings_(settings), parameters_(network.parameters()) {
    network_.train(true);
    std::vector<at::Tensor> decayed;
    std::vector<at::Tensor> others;
    for (const at::Tensor& parameter : parameters_) {
        (parameter.dim() > 1 ? decayed : others).push_back(parameter);
        average_.push_back(parameter.detach().clone());
    }
    using torch::optim::AdamWOptions;
    using torch::optim::OptimizerParamGroup;
    std::vector<OptimizerParamGroup> groups;
    groups.emplace_back(
        decayed, std::make_unique<AdamWOptions>(AdamWOptions().weight_decay(settings.weightDecay)));
    groups.emplace_back(others, std::make_unique<AdamWOptions>(AdamWOptions().weight_decay(0)));
    optimiser_ = std::make_unique<Optimiser>(Optimiser{torch::optim::AdamW(groups)});
}

NetworkTrainer::~NetworkTrainer() = default;

double NetworkTrainer::step(const TrainingBatch& batch, double learningRate) {
    for (auto& group : optimiser_->adam.param_groups()) {
        group.options().set_lr(learningRate);
    }
    optimiser_->adam.zero_grad();
    const at::Tensor loss = lossOf(settings_.loss, network_.forward(batch.images), batch);
    const double value = loss.item<double>();
    if (!std::isfinite(value)) {
        throw Error(ErrorCode::Internal, "training diverged: the loss of step " +
                                             std::to_string(steps_) + " is not finite");
    }
    loss.backward();
    clipGradients();
    optimiser_->adam.step();
    ++steps_;
    updateAverage();
    return value;
}

void NetworkTrainer::clipGradients() {
    double squares = 0;
    for (const at::Tensor& parameter : parameters_) {
        if (parameter.grad().defined()) {
            const auto norm = parameter.grad().norm().item<double>();
            squares += norm * norm;
        }
    }
    const double norm = std::sqrt(squares);
    if (norm <= settings_.clipNorm) {
        return;
    }
    for (const at::Tensor& parameter : parameters_) {
        if (parameter.grad().defined()) {
            parameter.mutable_grad().mul_(settings_.clipNorm / norm);
        }
    }
}

void NetworkTrainer::updateAverage() {
    const at::NoGradGuard guard;
    const auto steps = static_cast<double>(steps_);
    const double decay = std::min(settings_.averageDecay, (1 + steps) / (10 + steps));
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        average_[i].lerp_(parameters_[i], 1 - decay);
    }
}

StateDict NetworkTrainer::averagedState() {
    const at::NoGradGuard guard;
    const auto exchange = [this] {
        for (std::size_t i = 0; i < parameters_.size(); ++i) {
            const at::Tensor kept = parameters_[i].clone();
            parameters_[i].copy_(average_[i]);
            average_[i].copy_(kept);
        }
    };
    exchange();
    StateDict state = network_.state();
    exchange();
    return state;
}

} // namespace laurel
