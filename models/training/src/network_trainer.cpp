#include "laurel/training/network_trainer.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cmath>
#include <torch/optim/adamw.h>

namespace laurel {

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
    const double loss = accumulateGradients(network_, settings_.loss, batch, steps_);
    clipGradients();
    optimiser_->adam.step();
    ++steps_;
    updateAverage();
    return loss;
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
