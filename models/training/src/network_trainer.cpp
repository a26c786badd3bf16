#include "laurel/training/network_trainer.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <sstream>
#include <torch/optim/adamw.h>
#include <type_traits>

namespace laurel {

namespace {

using torch::optim::AdamWParamState;

/// By what torch::optim::Optimizer finds a parameter's state: its address, in older versions as
/// text.
template <typename Key>
Key stateKey(const at::Tensor& parameter) {
    if constexpr (std::is_pointer_v<Key>) {
        return parameter.unsafeGetTensorImpl();
    } else {
        std::ostringstream text;
        text << parameter.unsafeGetTensorImpl();
        return text.str();
    }
}

const std::string networkPrefix = "network/";

std::string indexed(const std::string& name, std::size_t index) {
    return name + "/" + std::to_string(index);
}

} // namespace

struct NetworkTrainer::Optimiser {
    torch::optim::AdamW adam;

    using States = std::decay_t<decltype(std::declval<torch::optim::AdamW>().state())>;

    /// What AdamW knows of a parameter; as before the first step where it knows nothing yet.
    AdamWParamState& stateOf(const at::Tensor& parameter) {
        auto& state = adam.state()[stateKey<States::key_type>(parameter)];
        if (!state) {
            auto fresh = std::make_unique<AdamWParamState>();
            fresh->step(0);
            fresh->exp_avg(at::zeros_like(parameter));
            fresh->exp_avg_sq(at::zeros_like(parameter));
            state = std::move(fresh);
        }
        return static_cast<AdamWParamState&>(*state);
    }

    /// Handles to the moments of all parameters, and to the numbers of their steps.
    NamedTensors tensors(const std::vector<at::Tensor>& parameters, const at::Tensor& steps) {
        NamedTensors named{{"optimiser/steps", steps}};
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            AdamWParamState& state = stateOf(parameters[i]);
            named.emplace_back(indexed("optimiser/first", i), state.exp_avg());
            named.emplace_back(indexed("optimiser/second", i), state.exp_avg_sq());
        }
        return named;
    }
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

StepReport NetworkTrainer::step(const TrainingBatch& batch, double learningRate) {
    for (auto& group : optimiser_->adam.param_groups()) {
        group.options().set_lr(learningRate);
    }
    optimiser_->adam.zero_grad();
    const double loss = accumulateGradients(network_, settings_.loss, batch, steps_);
    const double norm = clipGradients(parameters_, settings_.clipNorm);
    optimiser_->adam.step();
    ++steps_;
    updateAverage();
    return {loss, norm};
}

void NetworkTrainer::updateAverage() {
    const c10::NoGradGuard guard;
    const auto steps = static_cast<double>(steps_);
    const double decay = std::min(settings_.averageDecay, (1 + steps) / (10 + steps));
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        average_[i].lerp_(parameters_[i], 1 - decay);
    }
}

StateDict NetworkTrainer::averagedState() {
    const c10::NoGradGuard guard;
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

StateDict NetworkTrainer::state() const {
    const c10::NoGradGuard guard;
    const at::Tensor steps =
        at::empty({static_cast<std::int64_t>(parameters_.size()) + 1}, at::kLong);
    auto* counts = steps.data_ptr<std::int64_t>();
    counts[parameters_.size()] = steps_;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        counts[i] = optimiser_->stateOf(parameters_[i]).step();
    }
    NamedTensors named = optimiser_->tensors(parameters_, steps);
    for (std::size_t i = 0; i < average_.size(); ++i) {
        named.emplace_back(indexed("average", i), average_[i]);
    }
    StateDict state = stateOf(named);
    const StateDict network = network_.state();
    for (const auto& [name, tensor] : network.entries()) {
        state.add(networkPrefix + name, tensor);
    }
    return state;
}

void NetworkTrainer::restore(const StateDict& state) {
    const c10::NoGradGuard guard;
    const at::Tensor steps =
        at::empty({static_cast<std::int64_t>(parameters_.size()) + 1}, at::kLong);
    NamedTensors named = optimiser_->tensors(parameters_, steps);
    for (std::size_t i = 0; i < average_.size(); ++i) {
        named.emplace_back(indexed("average", i), average_[i]);
    }
    StateDict network;
    StateDict others;
    for (const auto& [name, tensor] : state.entries()) {
        if (name.starts_with(networkPrefix)) {
            network.add(name.substr(networkPrefix.size()), tensor);
        } else {
            others.add(name, tensor);
        }
    }
    network_.loadState(network);
    overwrite(named, others);
    const auto* counts = steps.data_ptr<std::int64_t>();
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
        optimiser_->stateOf(parameters_[i]).step(counts[i]);
    }
    steps_ = counts[parameters_.size()];
}

} // namespace laurel
