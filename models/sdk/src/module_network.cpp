#include "laurel/sdk/module_network.h"

#include "laurel/base/error.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

namespace laurel {

namespace {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

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

DType dtypeOf(const std::string& name, const at::Tensor& tensor) {
    if (tensor.scalar_type() == at::kFloat) {
        return DType::F32;
    }
    if (tensor.scalar_type() == at::kLong) {
        return DType::I64;
    }
    throw Error(ErrorCode::Unsupported, "network tensor " + name +
                                            ": expected float32 or int64, not " +
                                            at::toString(tensor.scalar_type()));
}

template <typename Value>
std::vector<Value> copyOut(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.detach().to(at::kCPU).contiguous();
    const Value* values = flat.data_ptr<Value>();
    return {values, values + flat.numel()};
}

Tensor toLaurel(const std::string& name, const at::Tensor& tensor) {
    if (dtypeOf(name, tensor) == DType::F32) {
        return Tensor::fromFloats(tensor.sizes().vec(), copyOut<float>(tensor));
    }
    return Tensor::fromIntegers(tensor.sizes().vec(), copyOut<std::int64_t>(tensor));
}

/// A view: valid as long as `tensor`, and only read from.
at::Tensor toTorch(const Tensor& tensor) {
    void* data = const_cast<std::byte*>(tensor.bytes().data());
    return at::from_blob(data, tensor.shape(),
                         tensor.dtype() == DType::F32 ? at::kFloat : at::kLong);
}

} // namespace

ModuleNetwork::ModuleNetwork(std::shared_ptr<torch::nn::Module> module,
                             std::function<at::Tensor(const at::Tensor&)> forward)
    : module_(std::move(module)), forward_(std::move(forward)) {
    module_->eval();
}

StateDict ModuleNetwork::state() const {
    StateDict state;
    for (const auto& [name, tensor] : namedTensors(*module_)) {
        state.add(name, toLaurel(name, tensor));
    }
    return state;
}

void ModuleNetwork::loadState(const StateDict& state) {
    NamedTensors own = namedTensors(*module_);
    std::vector<TensorSpec> specs;
    for (const auto& [name, tensor] : own) {
        specs.push_back({name, dtypeOf(name, tensor), tensor.sizes().vec()});
    }
    requireSameTensors(specs, state.specs(), "weights");
    const torch::NoGradGuard noGradients;
    for (auto& [name, tensor] : own) {
        tensor.copy_(toTorch(state.at(name)));
    }
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
