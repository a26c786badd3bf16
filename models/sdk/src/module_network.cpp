#include "laurel/sdk/module_network.h"

#include "laurel/sdk/named_tensors.h"

namespace laurel {

namespace {

NamedTensors namedTensors(const torch::nn::Module& module) {
    NamedTensors tensors;
    for (const auto& item : module.named_parameters()) {
        tensors.emplace_back(item.key(), item.value());
    }
    for (const auto& item : module.named_buffers()) {
        tensors.emplace_back(item.key(), item.value());
    }
    return tensors;
}

} // namespace

ModuleNetwork::ModuleNetwork(std::shared_ptr<torch::nn::Module> module,
                             std::function<at::Tensor(const at::Tensor&)> forward)
    : module_(std::move(module)), forward_(std::move(forward)) {
    module_->eval();
}

StateDict ModuleNetwork::state() const {
    return stateOf(namedTensors(*module_));
}

void ModuleNetwork::loadState(const StateDict& state) {
    NamedTensors own = namedTensors(*module_);
    overwrite(own, state);
}

std::vector<at::Tensor> ModuleNetwork::parameters() {
    return module_->parameters();
}

void ModuleNetwork::train(bool on) {
    module_->train(on);
}

void ModuleNetwork::moveTo(const at::Device& device) {
    module_->to(device);
}

} // namespace laurel
