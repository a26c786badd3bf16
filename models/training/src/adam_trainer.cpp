#include "laurel/training/adam_trainer.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/optim/adam.h>

namespace laurel {

struct AdamTrainer::Optimiser {
    torch::optim::Adam adam;
};

AdamTrainer::AdamTrainer(Network& network, const AdamTrainerSettings& settings)
    : network_(network), settings_(settings), parameters_(network.parameters()),
      optimiser_(std::make_unique<Optimiser>(Optimiser{torch::optim::Adam(
          parameters_, torch::optim::AdamOptions(settings.learningRate).amsgrad(true))})) {
    for (const at::Tensor& parameter : parameters_) {
        if (settings.proximal > 0) {
            beginning_.push_back(parameter.detach().clone());
        }
    }
}

AdamTrainer::~AdamTrainer() = default;

double AdamTrainer::step(const TrainingBatch& batch) {
    optimiser_->adam.zero_grad();
    const double loss = accumulateGradients(network_, settings_.loss, batch, ++steps_);
    addProximalGradients();
    if (settings_.clipNorm > 0) {
        clipGradients(parameters_, settings_.clipNorm);
    }
    optimiser_->adam.step();
    return loss;
}

/// Of μ/2 · ‖w − w₀‖², which are μ · (w − w₀).
void AdamTrainer::addProximalGradients() {
    const c10::NoGradGuard guard;
    for (std::size_t i = 0; i < beginning_.size(); ++i) {
        const at::Tensor pull = (parameters_[i] - beginning_[i]) * settings_.proximal;
        at::Tensor& gradient = parameters_[i].mutable_grad();
        gradient = gradient.defined() ? gradient + pull : pull;
    }
}

} // namespace laurel
