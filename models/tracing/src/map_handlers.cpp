#include "graph_builder.h"

#include <ATen/ATen.h>
#include <algorithm>

/// GraphBuilder's handlers of operations that move values, and the list of all handlers.
namespace laurel {

/// aten::cat(tensors, dim)
void GraphBuilder::concat(const NodeReader& node) {
    node.require(node.integer(1) == 1 || node.integer(1) == -3, "along another axis than channels");
    torch::jit::Node* list = node.input(0)->node();
    node.require(list->kind() == torch::jit::prim::ListConstruct, "a computed list");
    GraphNode made{ConcatOp{}, {}, 0, {}, {}};
    for (torch::jit::Value* part : list->inputs()) {
        made.inputs.push_back(valueOf(part, node));
    }
    made.output = newOutput(node);
    graph_.nodes.push_back(std::move(made));
}

/// aten::max_pool2d(input, kernel, stride, padding, dilation, ceil_mode)
void GraphBuilder::maxPool(const NodeReader& node) {
    node.require(node.pair(4) == RowsColumns{1, 1} && !node.flag(5), "dilated, or rounded up");
    const RowsColumns kernel = node.pair(1);
    const bool hasStride = !node.integers(2).empty();
    push(node, PoolOp{PoolKind::Max, kernel, hasStride ? node.pair(2) : kernel, node.pair(3)});
}

/// aten::avg_pool2d(input, kernel, stride, padding, ceil_mode, count_include_pad, divisor?)
void GraphBuilder::averagePool(const NodeReader& node) {
    const RowsColumns kernel = node.pair(1);
    const bool hasStride = !node.integers(2).empty();
    const RowsColumns padding = node.pair(3);
    node.require(!node.flag(4) && node.isNone(6) && (node.flag(5) || padding == RowsColumns{0, 0}),
                 "rounded up, or divided by something else than the window's size");
    push(node, PoolOp{PoolKind::Average, kernel, hasStride ? node.pair(2) : kernel, padding});
}

/// aten::upsample_nearest2d(input, output_size, scales_h?, scales_w?), or with a list of scales
void GraphBuilder::nearest(const NodeReader& node) {
    ResizeOp op{ResizeKind::Nearest, false, {}};
    for (std::size_t axis = 0; axis < 2 && node.inputs() == 4; ++axis) {
        const auto scale = node.optionalNumber(2 + axis);
        op.step[axis] = scale && *scale > 0 ? std::optional(1 / *scale) : std::nullopt;
    }
    node.require(node.inputs() == 4 || node.isNone(2), "by a list of scales");
    push(node, op);
}

/// aten::upsample_bilinear2d(input, output_size, align_corners, scales_h?, scales_w?)
void GraphBuilder::bilinear(const NodeReader& node) {
    ResizeOp op{ResizeKind::Bilinear, node.flag(2), {}};
    for (std::size_t axis = 0; axis < 2 && node.inputs() == 5; ++axis) {
        const auto scale = node.optionalNumber(3 + axis);
        op.step[axis] = scale && *scale > 0 ? std::optional(1 / *scale) : std::nullopt;
    }
    node.require(node.inputs() == 5 || node.isNone(3), "by a list of scales");
    push(node, op);
}

void GraphBuilder::pixelShuffle(const NodeReader& node) {
    push(node, PixelShuffleOp{node.integer(1)});
}

/// aten::constant_pad_nd(input, padding, value): left, right, top, bottom, then outer axes
void GraphBuilder::pad(const NodeReader& node) {
    const std::vector<std::int64_t> padding = node.integers(1);
    node.require(
        padding.size() % 2 == 0 &&
            std::ranges::all_of(padding.begin() + std::min<std::ptrdiff_t>(4, std::ssize(padding)),
                                padding.end(), [](std::int64_t value) { return value == 0; }),
        "along channels");
    const auto at = [&](std::size_t index) { return index < padding.size() ? padding[index] : 0; };
    push(node, WindowOp{-at(2), -at(0), static_cast<float>(node.number(2))});
}

/// aten::slice(input, dim, start?, end?, step)
void GraphBuilder::slice(const NodeReader& node) {
    node.require(node.integer(4) == 1, "with gaps");
    const MapShape in = shapeOf(firstInput(node));
    const std::array<std::int64_t, 4> extents{1, in.channels, in.rows, in.columns};
    const std::int64_t dim = (node.integer(1) + 4) % 4;
    const std::int64_t extent = extents[static_cast<std::size_t>(dim)];
    const std::int64_t start = node.isNone(2) ? 0 : node.integer(2);
    const std::int64_t first =
        std::clamp<std::int64_t>(start < 0 ? start + extent : start, 0, extent);
    const std::int64_t stop = node.isNone(3) ? extent : node.integer(3);
    const std::int64_t last = std::clamp<std::int64_t>(stop < 0 ? stop + extent : stop, 0, extent);
    if (first == 0 && last == extent) {
        unchanged(node);
        return;
    }
    node.require(dim >= 2, "of channels");
    push(node, WindowOp{dim == 2 ? first : 0, dim == 3 ? first : 0, 0});
}

const std::unordered_map<std::string, GraphBuilder::Handler>& GraphBuilder::handlers() {
    static const std::unordered_map<std::string, Handler> all{
        {"aten::contiguous", &GraphBuilder::unchanged},
        {"aten::alias", &GraphBuilder::unchanged},
        {"aten::clone", &GraphBuilder::unchanged},
        {"aten::detach", &GraphBuilder::unchanged},
        {"aten::dropout", &GraphBuilder::onlyInTraining},
        {"aten::feature_dropout", &GraphBuilder::onlyInTraining},
        {"aten::_convolution", &GraphBuilder::convolution},
        {"aten::convolution", &GraphBuilder::convolution},
        {"aten::group_norm", &GraphBuilder::groupNorm},
        {"aten::instance_norm", &GraphBuilder::instanceNorm},
        {"aten::batch_norm", &GraphBuilder::batchNorm},
        {"aten::relu", &GraphBuilder::relu},
        {"aten::relu_", &GraphBuilder::relu},
        {"aten::leaky_relu", &GraphBuilder::leakyRelu},
        {"aten::leaky_relu_", &GraphBuilder::leakyRelu},
        {"aten::add", &GraphBuilder::sum},
        {"aten::add_", &GraphBuilder::sum},
        {"aten::sub", &GraphBuilder::difference},
        {"aten::sub_", &GraphBuilder::difference},
        {"aten::empty_like", &GraphBuilder::unchanged}, // for somebody to fill
        {"aten::fill_", &GraphBuilder::fill},
        {"aten::full_like", &GraphBuilder::fill},
        {"aten::rsub", &GraphBuilder::reversedDifference},
        {"aten::mul", &GraphBuilder::product},
        {"aten::cat", &GraphBuilder::concat},
        {"aten::max_pool2d", &GraphBuilder::maxPool},
        {"aten::avg_pool2d", &GraphBuilder::averagePool},
        {"aten::upsample_nearest2d", &GraphBuilder::nearest},
        {"aten::upsample_bilinear2d", &GraphBuilder::bilinear},
        {"aten::pixel_shuffle", &GraphBuilder::pixelShuffle},
        {"aten::constant_pad_nd", &GraphBuilder::pad},
        {"aten::slice", &GraphBuilder::slice},
    };
    return all;
}

} // namespace laurel
