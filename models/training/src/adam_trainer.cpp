#include "laurel/training/adam_trainer.h"

#include "fused_adam.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <optional>
#include <torch/optim/adam.h>

namespace laurel {

/// One of two: on other devices LibTorch's.
struct AdamTrainer::Optimiser {
    std::optional<FusedAdam> fused;
    std::optional<torch::optim::Adam> adam;
};

AdamTrainer::AdamTrainer(Network& network, const AdamTrainerSettings& settings)
    : network_(network), settings_(settings), parameters_(network.parameters()),
      optimiser_(std::make_unique<Optimiser>()) {
    if (FusedAdam::takes(parameters_)) {
        FusedAdamSettings fused;
        fused.learningRate = settings.learningRate;
        fused.proximal = settings.proximal;
        fused.clipNorm = settings.clipNorm;
        optimiser_->fused.emplace(parameters_, fused);
        return;
    }
    optimiser_->adam.emplace(parameters_,
                             torch::optim::AdamOptions(settings.learningRate).amsgrad(true));
    for (const at::Tensor& parameter : parameters_) {
        if (settings.proximal > 0) {
            beginning_.push_back(parameter.detach().clone());
        }
    }
}

AdamTrainer::~AdamTrainer() = default;

double AdamTrainer::step(const TrainingBatch& batch) {
    for (const at::Tensor& parameter : parameters_) {
        parameter.mutable_grad() = at::Tensor(); // the next one then needs no addition
    }
    const double loss = accumulateGradients(network_, settings_.loss, batch, ++steps_);
    if (optimiser_->fused) {
        optimiser_->fused->step();
        return loss;
    }
    addProximalGradients();
    if (settings_.clipNorm > 0) {
        clipGradients(parameters_, settings_.clipNorm);
    }
    optimiser_->adam->step();
    return loss;
}

/// Of μ/2 · ‖w − w₀‖², which are μ · (w − w₀).
void AdamTrainer::addProximalGradients() {
    const c10::NoGradGuard guard;
    for (std::size_t i = 0; i < beginning_.size(); ++i) {
        at::Tensor& gradient = parameters_[i].mutable_grad();
        if (gradient.defined()) {
            gradient = gradient + (parameters_[i] - beginning_[i]) * settings_.proximal;
        }
    }
}

} // namespace laurel
