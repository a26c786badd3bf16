#include "laurel/sdk/named_tensors.h"

#include "laurel/base/error.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace laurel {

namespace {

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

std::vector<TensorSpec> specsOf(const NamedTensors& tensors) {
    std::vector<TensorSpec> specs;
    for (const auto& [name, tensor] : tensors) {
        specs.push_back({name, dtypeOf(name, tensor), tensor.sizes().vec()});
    }
    return specs;
}

StateDict stateOf(const NamedTensors& tensors) {
    StateDict state;
    for (const auto& [name, tensor] : tensors) {
        state.add(name, toLaurel(name, tensor));
    }
    return state;
}

void overwrite(NamedTensors& tensors, const StateDict& state) {
    requireSameTensors(specsOf(tensors), state.specs(), "weights");
    const c10::NoGradGuard noGradients;
    for (auto& [name, tensor] : tensors) {
        tensor.copy_(toTorch(state.at(name)));
    }
}

} // namespace laurel
