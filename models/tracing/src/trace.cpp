#include "laurel/tracing/trace.h"

#include "graph_builder.h"
#include "laurel/base/error.h"
#include "laurel/sdk/torch_errors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

namespace laurel {

namespace {

/// Constants must not require gradients; given back as they were.
class WithoutGradients {
  public:
    explicit WithoutGradients(Network& network) {
        for (const at::Tensor& parameter : network.parameters()) {
            if (parameter.requires_grad()) {
                parameter.requires_grad_(false);
                changed_.push_back(parameter);
            }
        }
    }
    ~WithoutGradients() {
        for (const at::Tensor& parameter : changed_) {
            parameter.requires_grad_(true);
        }
    }
    WithoutGradients(const WithoutGradients&) = delete;
    WithoutGradients& operator=(const WithoutGradients&) = delete;

  private:
    c10::NoGradGuard guard_;
    std::vector<at::Tensor> changed_;
};

/// The tracer warns on the error stream of what it may see wrongly; the result is compared anyway.
void silenceTracer() {
    static const bool once = [] {
        torch::jit::tracer::setWarn([](const std::string&) {});
        return true;
    }();
    static_cast<void>(once);
}

/// In-place operations are recorded as making new values, so that each value is made once.
std::shared_ptr<torch::jit::Graph> recorded(Network& network, const MapShape& input) {
    silenceTracer();
    const WithoutGradients guard(network);
    const at::Tensor image = at::zeros({1, input.channels, input.rows, input.columns});
    const auto forward = [&](const torch::jit::Stack& inputs) -> torch::jit::Stack {
        return {network.forward(inputs.front().toTensor())};
    };
    const auto noName = [](const at::Tensor&) { return std::string(); };
    constexpr bool strict = true;
    constexpr bool outOfPlace = true;
    auto graph =
        torch::jit::tracer::trace({image}, forward, noName, strict, outOfPlace).first->graph;
    torch::jit::ConstantPropagation(graph);
    torch::jit::EliminateDeadCode(graph);
    return graph;
}

} // namespace

Graph traceNetwork(Network& network, const MapShape& input) {
    return translatingTorchErrors("following the network's operations", [&] {
        const std::shared_ptr<torch::jit::Graph> graph = recorded(network, input);
        GraphBuilder builder(input, graph->inputs().at(0));
        for (torch::jit::Node* node : graph->nodes()) {
            builder.add(*node);
        }
        return builder.finish(graph->outputs().at(0));
    });
}

} // namespace laurel
