#include "graph_builder.h"

#include "laurel/base/error.h"

#include <ATen/ATen.h>
#include <algorithm>
#include <cmath>

namespace laurel {

GraphBuilder::GraphBuilder(const MapShape& input, torch::jit::Value* value) {
    graph_.values.push_back(input);
    graph_.input = 0;
    values_[value] = 0;
}

void GraphBuilder::add(torch::jit::Node& node) {
    const NodeReader reader(node);
    const std::string name = reader.name();
    if (name == "prim::Constant" || name == "prim::ListConstruct") {
        return; // read where they are used
    }
    const auto handler = handlers().find(name);
    if (handler == handlers().end()) {
        reader.refuse("the fast engine does not have it");
    }
    current_ = &node;
    (this->*handler->second)(reader);
}

Graph GraphBuilder::finish(torch::jit::Value* output) {
    const auto found = values_.find(output);
    if (found == values_.end()) {
        throw Error(ErrorCode::Unsupported, "the network's answer does not depend on its input");
    }
    graph_.output = found->second;
    return std::move(graph_);
}

ValueId GraphBuilder::valueOf(torch::jit::Value* value, const NodeReader& node) const {
    const auto found = values_.find(value);
    node.require(found != values_.end(), "an argument that is no map");
    return found->second;
}

ValueId GraphBuilder::newOutput(const NodeReader& node) {
    const auto type = current_->output(0)->type()->cast<c10::TensorType>();
    node.require(type != nullptr, "its result is no tensor");
    const auto sizes = type->sizes().concrete_sizes();
    node.require(sizes && sizes->size() == 4 && sizes->front() == 1,
                 "its result is no map of one image");
    graph_.values.push_back({(*sizes)[1], (*sizes)[2], (*sizes)[3]});
    values_[current_->output(0)] = graph_.values.size() - 1;
    return graph_.values.size() - 1;
}

void GraphBuilder::push(const NodeReader& node, Operation operation,
                        std::optional<ValueId> residual, std::optional<float> slope) {
    const ValueId input = firstInput(node);
    graph_.nodes.push_back({std::move(operation), {input}, newOutput(node), residual, slope});
}

void GraphBuilder::unchanged(const NodeReader& node) {
    values_[current_->output(0)] = firstInput(node);
}

void GraphBuilder::onlyInTraining(const NodeReader& node) {
    node.require(!node.flag(2), "in training");
    unchanged(node);
}

/// aten::_convolution(input, weight, bias?, stride, padding, dilation, transposed, output_padding,
/// groups, ...)
void GraphBuilder::convolution(const NodeReader& node) {
    if (node.flag(6)) {
        transposedConvolution(node);
        return;
    }
    const at::Tensor weight = node.tensor(1);
    node.require(weight.dim() == 4, "a kernel of other than two axes");
    push(node, ConvolutionOp{node.floats(1),
                             node.isNone(2) ? std::vector<float>{} : node.floats(2),
                             node.integer(8),
                             {weight.size(2), weight.size(3)},
                             node.pair(3),
                             node.pair(4),
                             node.pair(5)});
}

void GraphBuilder::transposedConvolution(const NodeReader& node) {
    const at::Tensor weight = node.tensor(1);
    node.require(weight.dim() == 4, "a kernel of other than two axes");
    const RowsColumns factor{weight.size(2), weight.size(3)};
    node.require(factor[0] == factor[1] && node.pair(3) == factor &&
                     node.pair(4) == RowsColumns{0, 0} && node.pair(5) == RowsColumns{1, 1} &&
                     node.pair(7) == RowsColumns{0, 0} && node.integer(8) == 1,
                 "a transposed kernel that is not its stride");
    push(node, TransposedConvolutionOp{node.floats(1),
                                       node.isNone(2) ? std::vector<float>{} : node.floats(2),
                                       factor[0]});
}

/// aten::group_norm(input, groups, weight?, bias?, eps, ...)
void GraphBuilder::groupNorm(const NodeReader& node) {
    const std::int64_t channels = shapeOf(firstInput(node)).channels;
    const auto values = [&](std::size_t index, float otherwise) {
        return node.isNone(index)
                   ? std::vector<float>(static_cast<std::size_t>(channels), otherwise)
                   : node.floats(index);
    };
    push(node, GroupNormOp{node.integer(1), values(2, 1), values(3, 0), node.number(4)});
}

/// aten::instance_norm(input, weight?, bias?, mean?, var?, use_input_stats, momentum, eps, ...)
void GraphBuilder::instanceNorm(const NodeReader& node) {
    node.require(node.flag(5), "with statistics of its own");
    const std::int64_t channels = shapeOf(firstInput(node)).channels;
    const auto values = [&](std::size_t index, float otherwise) {
        return node.isNone(index)
                   ? std::vector<float>(static_cast<std::size_t>(channels), otherwise)
                   : node.floats(index);
    };
    push(node, GroupNormOp{channels, values(1, 1), values(2, 0), node.number(7)});
}

/// aten::batch_norm(input, weight?, bias?, mean, var, training, momentum, eps, ...)
void GraphBuilder::batchNorm(const NodeReader& node) {
    node.require(!node.flag(5), "in training");
    const std::vector<float> mean = node.floats(3);
    const std::vector<float> variance = node.floats(4);
    const std::vector<float> weight =
        node.isNone(1) ? std::vector<float>(mean.size(), 1.0F) : node.floats(1);
    const std::vector<float> bias =
        node.isNone(2) ? std::vector<float>(mean.size(), 0.0F) : node.floats(2);
    ScaleOp op;
    for (std::size_t i = 0; i < mean.size(); ++i) {
        const double factor = static_cast<double>(weight[i]) /
                              std::sqrt(static_cast<double>(variance[i]) + node.number(7));
        op.scale.push_back(static_cast<float>(factor));
        op.shift.push_back(static_cast<float>(static_cast<double>(bias[i]) -
                                              static_cast<double>(mean[i]) * factor));
    }
    push(node, std::move(op));
}

void GraphBuilder::relu(const NodeReader& node) {
    push(node, IdentityOp{}, {}, 0.0F);
}

void GraphBuilder::leakyRelu(const NodeReader& node) {
    push(node, IdentityOp{}, {}, static_cast<float>(node.number(1)));
}

std::vector<float> GraphBuilder::perChannel(const NodeReader& node, std::size_t index,
                                            std::int64_t channels) const {
    std::vector<float> values =
        node.isConstant(index) && node.input(index)->type()->isSubtypeOf(*c10::TensorType::get())
            ? node.floats(index)
            : std::vector<float>{static_cast<float>(node.number(index))};
    if (values.size() == 1) {
        values.resize(static_cast<std::size_t>(channels), values.front());
        return values;
    }
    const at::Tensor tensor = node.tensor(index);
    const std::int64_t axis = tensor.dim() - 3; // of channels, counted as the image's own
    node.require(axis >= 0 && tensor.numel() == channels && tensor.size(axis) == channels,
                 "a constant that is not one value per channel");
    return values;
}

void GraphBuilder::scale(const NodeReader& node, ValueId input, std::vector<float> factor,
                         std::vector<float> shift) {
    graph_.nodes.push_back(
        {ScaleOp{std::move(factor), std::move(shift)}, {input}, newOutput(node), {}, {}});
}

/// aten::add(self, other, alpha) or aten::sub
void GraphBuilder::combine(const NodeReader& node, double sign) {
    const double alpha = node.inputs() > 2 ? sign * node.number(2) : sign;
    if (!node.isConstant(0) && !node.isConstant(1)) {
        combineMaps(node, alpha);
        return;
    }
    const std::size_t constant = node.isConstant(1) ? 1 : 0;
    const ValueId input = valueOf(node.input(1 - constant), node);
    const std::int64_t channels = shapeOf(input).channels;
    std::vector<float> shift = perChannel(node, constant, channels);
    const double factor = constant == 1 ? 1 : alpha;
    const double weight = constant == 1 ? alpha : 1;
    std::ranges::transform(shift, shift.begin(), [&](float value) {
        return static_cast<float>(weight * static_cast<double>(value));
    });
    scale(node, input,
          std::vector<float>(static_cast<std::size_t>(channels), static_cast<float>(factor)),
          std::move(shift));
}

void GraphBuilder::combineMaps(const NodeReader& node, double weight) {
    ValueId other = valueOf(node.input(1), node);
    const MapShape shape = shapeOf(other);
    node.require(shape == shapeOf(firstInput(node)), "maps of different shapes");
    if (weight != 1) {
        const auto channels = static_cast<std::size_t>(shape.channels);
        graph_.values.push_back(shape);
        const ValueId scaled = graph_.values.size() - 1;
        graph_.nodes.push_back({ScaleOp{std::vector<float>(channels, static_cast<float>(weight)),
                                        std::vector<float>(channels, 0.0F)},
                                {other},
                                scaled,
                                {},
                                {}});
        other = scaled;
    }
    push(node, IdentityOp{}, other);
}

void GraphBuilder::sum(const NodeReader& node) {
    combine(node, 1);
}

void GraphBuilder::difference(const NodeReader& node) {
    combine(node, -1);
}

/// aten::fill_(self, value) or aten::full_like, of a finite map. C++'s `1 - x` is
/// empty_like(x).fill_(1).sub_(x), or with full_like
void GraphBuilder::fill(const NodeReader& node) {
    node.require(node.isConstant(1), "with a value that is not known");
    const ValueId input = valueOf(node.input(0), node);
    const auto channels = static_cast<std::size_t>(shapeOf(input).channels);
    scale(node, input, std::vector<float>(channels, 0.0F),
          std::vector<float>(channels, static_cast<float>(node.number(1))));
}

/// aten::rsub(self, other, alpha): other - alpha × self
void GraphBuilder::reversedDifference(const NodeReader& node) {
    node.require(node.isConstant(1), "of two maps");
    const ValueId input = valueOf(node.input(0), node);
    const std::int64_t channels = shapeOf(input).channels;
    scale(
        node, input,
        std::vector<float>(static_cast<std::size_t>(channels), static_cast<float>(-node.number(2))),
        perChannel(node, 1, channels));
}

void GraphBuilder::product(const NodeReader& node) {
    node.require(node.isConstant(0) || node.isConstant(1), "of two maps");
    const std::size_t constant = node.isConstant(1) ? 1 : 0;
    const ValueId input = valueOf(node.input(1 - constant), node);
    const std::int64_t channels = shapeOf(input).channels;
    scale(node, input, perChannel(node, constant, channels),
          std::vector<float>(static_cast<std::size_t>(channels), 0.0F));
}

} // namespace laurel
