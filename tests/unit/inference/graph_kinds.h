#pragma once

#include "laurel/inference/graph.h"

#include <algorithm>
#include <set>
#include <string>

/// Whether drawn networks show all that docs/plugin-guide.md promises to compile.
namespace laurel {

/// Collects what kinds of operations occur in graphs.
class GraphKinds {
  public:
    void add(const Graph& graph) {
        for (const GraphNode& node : graph.nodes) {
            in_ = graph.values[node.inputs.front()];
            out_ = graph.values[node.output];
            std::visit(*this, node.operation);
            if (node.slope) {
                found_.insert(*node.slope == 0 ? "ReLU" : "leaky ReLU");
            }
            if (node.residual) {
                found_.insert(isNegated(graph, *node.residual) ? "difference" : "sum");
            }
        }
    }

    /// What was promised and did not occur.
    std::set<std::string> missing() const {
        std::set<std::string> result;
        std::ranges::set_difference(promised(), found_, std::inserter(result, result.end()));
        return result;
    }

    void operator()(const ConvolutionOp& op) {
        const auto differ = [](const RowsColumns& pair) { return pair[0] != pair[1]; };
        note(differ(op.kernel), "convolution, kernel not square");
        note(op.kernel[0] % 2 == 0 || op.kernel[1] % 2 == 0, "convolution, kernel even");
        note(op.stride != RowsColumns{1, 1}, "convolution, strides");
        note(differ(op.stride), "convolution, strides differ");
        note(differ(op.padding), "convolution, paddings differ");
        note(out_.rows < in_.rows && op.stride[0] == 1, "convolution, less padding than same");
        note(out_.rows > in_.rows, "convolution, more padding than same");
        note(op.dilation != RowsColumns{1, 1}, "convolution, dilated");
        note(differ(op.dilation), "convolution, dilations differ");
        note(op.groups > 1, "convolution, groups");
        note(!op.bias.empty(), "convolution, bias");
    }

    void operator()(const TransposedConvolutionOp& op) {
        note(op.factor == 2, "transposed convolution by 2");
        note(op.factor > 2, "transposed convolution by more");
    }

    void operator()(const GroupNormOp& op) {
        note(op.groups < out_.channels, "group norm");
        note(op.groups == out_.channels, "instance norm");
    }

    void operator()(const ScaleOp&) { note(true, "scale"); }
    void operator()(const IdentityOp&) {}
    void operator()(const ConcatOp&) { note(true, "concat"); }

    void operator()(const PoolOp& op) {
        const std::string name = op.kind == PoolKind::Max ? "max pool" : "average pool";
        note(op.kernel != RowsColumns{2, 2}, name + " of other than 2");
        note(op.stride[0] < op.kernel[0] || op.stride[1] < op.kernel[1], name + ", overlapping");
        note(op.padding != RowsColumns{0, 0}, name + ", padded");
        note(op.kernel[0] != op.kernel[1], name + ", not square");
    }

    void operator()(const ResizeOp& op) {
        const bool isNearest = op.kind == ResizeKind::Nearest;
        const std::string name = isNearest         ? "nearest"
                                 : op.alignCorners ? "bilinear, aligned"
                                                   : "bilinear";
        const bool doubles = out_.rows == 2 * in_.rows && out_.columns == 2 * in_.columns;
        note(true, name + (doubles ? " to double" : " to other than double"));
    }

    void operator()(const PixelShuffleOp& op) {
        note(op.factor == 2, "pixel shuffle by 2");
        note(op.factor > 2, "pixel shuffle by more");
    }

    void operator()(const WindowOp& op) {
        note(op.top > 0, "cut at the top");
        note(op.left > 0, "cut at the left");
        note(op.top + out_.rows < in_.rows, "cut at the bottom");
        note(op.left + out_.columns < in_.columns, "cut at the right");
        note(op.top < 0, "filled at the top");
        note(op.left < 0, "filled at the left");
        note(op.top + out_.rows > in_.rows, "filled at the bottom");
        note(op.left + out_.columns > in_.columns, "filled at the right");
    }

  private:
    static const std::set<std::string>& promised() {
        static const std::set<std::string> all{"ReLU",
                                               "leaky ReLU",
                                               "sum",
                                               "difference",
                                               "scale",
                                               "concat",
                                               "group norm",
                                               "instance norm",
                                               "convolution, kernel not square",
                                               "convolution, kernel even",
                                               "convolution, strides",
                                               "convolution, strides differ",
                                               "convolution, paddings differ",
                                               "convolution, less padding than same",
                                               "convolution, more padding than same",
                                               "convolution, dilated",
                                               "convolution, dilations differ",
                                               "convolution, groups",
                                               "convolution, bias",
                                               "transposed convolution by 2",
                                               "transposed convolution by more",
                                               "max pool of other than 2",
                                               "max pool, overlapping",
                                               "max pool, padded",
                                               "max pool, not square",
                                               "average pool of other than 2",
                                               "average pool, overlapping",
                                               "average pool, padded",
                                               "average pool, not square",
                                               "nearest to double",
                                               "nearest to other than double",
                                               "bilinear to double",
                                               "bilinear to other than double",
                                               "bilinear, aligned to double",
                                               "bilinear, aligned to other than double",
                                               "pixel shuffle by 2",
                                               "pixel shuffle by more",
                                               "cut at the top",
                                               "cut at the left",
                                               "cut at the bottom",
                                               "cut at the right",
                                               "filled at the top",
                                               "filled at the left",
                                               "filled at the bottom",
                                               "filled at the right"};
        return all;
    }

    void note(bool occurs, const std::string& kind) {
        if (occurs) {
            found_.insert(kind);
        }
    }

    static bool isNegated(const Graph& graph, ValueId value) {
        const auto maker = std::ranges::find(graph.nodes, value, &GraphNode::output);
        const auto* scale =
            maker == graph.nodes.end() ? nullptr : std::get_if<ScaleOp>(&maker->operation);
        return scale != nullptr &&
               std::ranges::all_of(scale->scale, [](float factor) { return factor == -1; });
    }

    std::set<std::string> found_;
    MapShape in_; ///< of the node at hand
    MapShape out_;
};

} // namespace laurel
