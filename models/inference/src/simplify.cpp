#include "laurel/inference/graph.h"

#include <algorithm>

namespace laurel {

namespace {

/// Who makes and who reads each value.
struct Uses {
    std::vector<std::optional<std::size_t>> maker; ///< index of the node; none for the input
    std::vector<int> readers;                      ///< the graph's own output counts as one

    explicit Uses(const Graph& graph)
        : maker(graph.values.size()), readers(graph.values.size(), 0) {
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            const GraphNode& node = graph.nodes[i];
            maker[node.output] = i;
            for (const ValueId input : node.inputs) {
                ++readers[input];
            }
            if (node.residual) {
                ++readers[*node.residual];
            }
        }
        ++readers[graph.output];
    }
};

template <typename Op>
bool is(const GraphNode& node) {
    return std::holds_alternative<Op>(node.operation);
}

bool takesEpilogue(const GraphNode& node) {
    return is<ConvolutionOp>(node) || is<TransposedConvolutionOp>(node) || is<GroupNormOp>(node) ||
           is<ScaleOp>(node) || is<IdentityOp>(node);
}

/// The node that alone makes `value` for a single reader; null where there is none.
GraphNode* soleMaker(Graph& graph, const Uses& uses, ValueId value) {
    const auto maker = uses.maker[value];
    return maker && uses.readers[value] == 1 ? &graph.nodes[*maker] : nullptr;
}

void scaleConvolution(ConvolutionOp& convolution, const ScaleOp& scale) {
    const std::size_t outputs = scale.scale.size();
    const std::size_t each = convolution.weight.size() / outputs;
    convolution.bias.resize(outputs, 0.0F);
    for (std::size_t out = 0; out < outputs; ++out) {
        for (std::size_t i = 0; i < each; ++i) {
            convolution.weight[out * each + i] *= scale.scale[out];
        }
        convolution.bias[out] = convolution.bias[out] * scale.scale[out] + scale.shift[out];
    }
}

/// Makes `earlier` also do what `later` adds to its result.
void takeOver(GraphNode& earlier, const GraphNode& later) {
    earlier.output = later.output;
    earlier.residual = later.residual;
    earlier.slope = later.slope;
}

bool foldScale(Graph& graph, const Uses& uses, std::size_t index) {
    const GraphNode& node = graph.nodes[index];
    if (!is<ScaleOp>(node)) {
        return false;
    }
    GraphNode* before = soleMaker(graph, uses, node.inputs.front());
    if (before == nullptr || !is<ConvolutionOp>(*before) || before->residual || before->slope) {
        return false;
    }
    // Where it adds a value that is made in between, the convolution has to wait for it.
    if (node.residual && uses.maker[*node.residual] &&
        *uses.maker[*node.residual] > *uses.maker[node.inputs.front()]) {
        return false;
    }
    scaleConvolution(std::get<ConvolutionOp>(before->operation), std::get<ScaleOp>(node.operation));
    takeOver(*before, node);
    return true;
}

/// A sum becomes part of the node that makes the later one of its terms.
bool foldSum(Graph& graph, const Uses& uses, std::size_t index) {
    const GraphNode& node = graph.nodes[index];
    if (!is<IdentityOp>(node) || !node.residual) {
        return false;
    }
    for (const bool swapped : {false, true}) {
        const ValueId term = swapped ? *node.residual : node.inputs.front();
        const ValueId other = swapped ? node.inputs.front() : *node.residual;
        GraphNode* before = soleMaker(graph, uses, term);
        const auto otherMaker = uses.maker[other];
        if (before == nullptr || term == other || !takesEpilogue(*before) || before->residual ||
            before->slope || (otherMaker && *otherMaker > *uses.maker[term])) {
            continue;
        }
        before->output = node.output;
        before->residual = other;
        before->slope = node.slope;
        return true;
    }
    return false;
}

bool foldActivation(Graph& graph, const Uses& uses, std::size_t index) {
    const GraphNode& node = graph.nodes[index];
    if (!is<IdentityOp>(node) || node.residual || !node.slope) {
        return false;
    }
    GraphNode* before = soleMaker(graph, uses, node.inputs.front());
    if (before == nullptr || !takesEpilogue(*before) || before->slope) {
        return false;
    }
    before->output = node.output;
    before->slope = node.slope;
    return true;
}

bool hasOneBiasPerChannel(const std::vector<float>& bias, std::size_t pixels) {
    for (std::size_t i = 0; i < bias.size(); ++i) {
        if (bias[i] != bias[i / pixels * pixels]) {
            return false;
        }
    }
    return true;
}

bool isPointwise(const ConvolutionOp& op) {
    constexpr RowsColumns ones{1, 1};
    return op.kernel == ones && op.stride == ones && op.padding == RowsColumns{0, 0} &&
           op.groups == 1;
}

/// A pointwise convolution whose results are laid out as factor × factor pixels.
bool foldPixelShuffle(Graph& graph, const Uses& uses, std::size_t index) {
    const GraphNode& node = graph.nodes[index];
    if (!is<PixelShuffleOp>(node)) {
        return false;
    }
    GraphNode* before = soleMaker(graph, uses, node.inputs.front());
    if (before == nullptr || !is<ConvolutionOp>(*before) || before->residual || before->slope ||
        !isPointwise(std::get<ConvolutionOp>(before->operation))) {
        return false;
    }
    const auto& convolution = std::get<ConvolutionOp>(before->operation);
    TransposedConvolutionOp up;
    up.factor = std::get<PixelShuffleOp>(node.operation).factor;
    const auto inputs = static_cast<std::size_t>(graph.values[before->inputs.front()].channels);
    const auto outputs = static_cast<std::size_t>(graph.values[node.output].channels);
    const auto pixels = static_cast<std::size_t>(up.factor * up.factor);
    up.weight.resize(convolution.weight.size());
    for (std::size_t out = 0; out < outputs * pixels; ++out) {
        for (std::size_t in = 0; in < inputs; ++in) {
            up.weight[in * outputs * pixels + out] = convolution.weight[out * inputs + in];
        }
    }
    if (!convolution.bias.empty() && !hasOneBiasPerChannel(convolution.bias, pixels)) {
        return false;
    }
    for (std::size_t out = 0; out < convolution.bias.size(); out += pixels) {
        up.bias.push_back(convolution.bias[out]);
    }
    before->operation = std::move(up);
    takeOver(*before, node);
    return true;
}

/// Readers of an identity without epilogue read its input instead.
bool removeIdentity(Graph& graph, std::size_t index) {
    const GraphNode& node = graph.nodes[index];
    if (!is<IdentityOp>(node) || node.residual || node.slope) {
        return false;
    }
    const auto redirect = [from = node.output, to = node.inputs.front()](ValueId& value) {
        value = value == from ? to : value;
    };
    for (GraphNode& other : graph.nodes) {
        std::ranges::for_each(other.inputs, redirect);
        if (other.residual) {
            redirect(*other.residual);
        }
    }
    redirect(graph.output);
    return true;
}

} // namespace

Graph simplified(Graph graph) {
    for (std::size_t i = 0; i < graph.nodes.size();) {
        const Uses uses(graph);
        if (foldScale(graph, uses, i) || foldSum(graph, uses, i) ||
            foldActivation(graph, uses, i) || foldPixelShuffle(graph, uses, i) ||
            removeIdentity(graph, i)) {
            graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
            i = 0;
        } else {
            ++i;
        }
    }
    return graph;
}

} // namespace laurel
