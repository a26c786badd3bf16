#pragma once

#include <ATen/ATen.h>
#include <functional>
#include <vector>

namespace laurel {

/// A function's result and the gradients by its inputs of the sum of result × `outer`.
struct WithGradients {
    at::Tensor result;
    std::vector<at::Tensor> gradients;
};

using Function = std::function<at::Tensor(const std::vector<at::Tensor>&)>;

/// @param outer as the result, or undefined to draw it; then it is filled
inline WithGradients withGradients(const Function& function, const std::vector<at::Tensor>& inputs,
                                   at::Tensor& outer, at::ScalarType type) {
    std::vector<at::Tensor> own;
    for (const at::Tensor& input : inputs) {
        own.push_back(input.defined() ? input.detach().clone().to(type).set_requires_grad(true)
                                      : input);
    }
    WithGradients found{function(own), {}};
    if (!outer.defined()) {
        outer = at::randn_like(found.result);
    }
    (found.result * outer.to(type)).sum().backward();
    for (const at::Tensor& input : own) {
        found.gradients.push_back(input.defined() ? input.grad() : input);
    }
    return found;
}

/// Largest difference relative to the largest value.
inline double relativeError(const at::Tensor& found, const at::Tensor& expected) {
    const at::Tensor wanted = expected.to(at::kDouble);
    const double scale = wanted.abs().max().item<double>() + 1e-30;
    return (found.to(at::kDouble) - wanted).abs().max().item<double>() / scale;
}

/// Central differences of the sum of function(inputs) × outer by all values of one input.
inline at::Tensor differences(const Function& function, const std::vector<at::Tensor>& inputs,
                              std::size_t which, const at::Tensor& outer, double step) {
    const auto at = [&](std::int64_t i, double by) {
        std::vector<at::Tensor> moved = inputs;
        moved[which] = inputs[which].clone(at::MemoryFormat::Contiguous);
        moved[which].view(-1)[i] += by;
        return (function(moved).to(at::kDouble) * outer.to(at::kDouble)).sum().item<double>();
    };
    const at::Tensor result = at::empty(inputs[which].sizes(), at::kDouble);
    for (std::int64_t i = 0; i < result.numel(); ++i) {
        result.view(-1)[i] = (at(i, step) - at(i, -step)) / (2 * step);
    }
    return result;
}

} // namespace laurel
