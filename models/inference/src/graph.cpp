#include "laurel/inference/graph.h"
#include "laurel/base/error.h"

#include <algorithm>
#include <numeric>

namespace laurel {

namespace {

struct Name {
    std::string operator()(const ConvolutionOp&) const { return "convolution"; }
    std::string operator()(const TransposedConvolutionOp&) const {
        return "transposed convolution";
    }
    std::string operator()(const GroupNormOp&) const { return "group norm"; }
    std::string operator()(const ScaleOp&) const { return "scale"; }
    std::string operator()(const IdentityOp&) const { return "identity"; }
    std::string operator()(const ConcatOp&) const { return "concat"; }
    std::string operator()(const PoolOp&) const { return "pool"; }
    std::string operator()(const ResizeOp&) const { return "resize"; }
    std::string operator()(const PixelShuffleOp&) const { return "pixel shuffle"; }
    std::string operator()(const WindowOp&) const { return "window"; }
};

std::string textOf(const MapShape& shape) {
    return std::to_string(shape.channels) + " x " + std::to_string(shape.rows) + " x " +
           std::to_string(shape.columns);
}

/// Checks one node.
class NodeCheck {
  public:
    NodeCheck(const Graph& graph, std::size_t index)
        : graph_(graph), node_(graph.nodes[index]), index_(index), inputs_(shapesOf(node_.inputs)),
          output_(shapeOf(node_.output)) {}

    void run() const {
        require(!inputs_.empty(), "no input");
        require(inputs_.size() == 1 || std::holds_alternative<ConcatOp>(node_.operation),
                "more than one input");
        std::visit(*this, node_.operation);
        const bool takesEpilogue = !std::holds_alternative<ConcatOp>(node_.operation) &&
                                   !std::holds_alternative<PoolOp>(node_.operation) &&
                                   !std::holds_alternative<ResizeOp>(node_.operation) &&
                                   !std::holds_alternative<PixelShuffleOp>(node_.operation) &&
                                   !std::holds_alternative<WindowOp>(node_.operation);
        require(takesEpilogue || (!node_.residual && !node_.slope),
                "a residual or an activation, which need an identity behind it");
        if (node_.residual) {
            require(shapeOf(*node_.residual) == output_, "a residual of another shape");
        }
    }

    void operator()(const ConvolutionOp& op) const {
        const MapShape& in = inputs_.front();
        require(op.groups >= 1 && in.channels % op.groups == 0 && output_.channels % op.groups == 0,
                "groups that do not divide the channels");
        require(count(op.weight) ==
                    output_.channels * (in.channels / op.groups) * op.kernel[0] * op.kernel[1],
                "weights that do not fit");
        require(op.bias.empty() || count(op.bias) == output_.channels, "a bias that does not fit");
        const std::array<std::int64_t, 2> inExtents{in.rows, in.columns};
        const std::array<std::int64_t, 2> outExtents{output_.rows, output_.columns};
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const std::int64_t reach = op.dilation[axis] * (op.kernel[axis] - 1) + 1;
            requireWindows(inExtents[axis] + 2 * op.padding[axis], reach, op.stride[axis],
                           outExtents[axis]);
        }
    }

    void operator()(const TransposedConvolutionOp& op) const {
        const MapShape& in = inputs_.front();
        require(op.factor >= 1 && output_.rows == in.rows * op.factor &&
                    output_.columns == in.columns * op.factor,
                "extents that do not fit the factor");
        require(count(op.weight) == in.channels * output_.channels * op.factor * op.factor,
                "weights that do not fit");
        require(op.bias.empty() || count(op.bias) == output_.channels, "a bias that does not fit");
    }

    void operator()(const GroupNormOp& op) const {
        requirePerChannel(op.scale, op.shift);
        require(op.groups >= 1 && output_.channels % op.groups == 0,
                "groups that do not divide the channels");
    }

    void operator()(const ScaleOp& op) const { requirePerChannel(op.scale, op.shift); }

    void operator()(const IdentityOp&) const { requireUnchanged(); }

    void operator()(const ConcatOp& op) const {
        require(op.alignment == 1, "an alignment, which only a plan may choose");
        const std::int64_t channels = std::accumulate(
            inputs_.begin(), inputs_.end(), std::int64_t{0},
            [](std::int64_t sum, const MapShape& shape) { return sum + shape.channels; });
        require(channels == output_.channels, "channels that do not add up");
        require(std::ranges::all_of(inputs_,
                                    [&](const MapShape& shape) {
                                        return shape.rows == output_.rows &&
                                               shape.columns == output_.columns;
                                    }),
                "inputs of different extents");
    }

    void operator()(const PoolOp& op) const {
        const MapShape& in = inputs_.front();
        require(in.channels == output_.channels, "another number of channels");
        requireWindows(in.rows + 2 * op.padding[0], op.kernel[0], op.stride[0], output_.rows);
        requireWindows(in.columns + 2 * op.padding[1], op.kernel[1], op.stride[1], output_.columns);
        require(2 * op.padding[0] <= op.kernel[0] && 2 * op.padding[1] <= op.kernel[1],
                "more padding than half a window");
    }

    void operator()(const ResizeOp&) const {
        require(inputs_.front().channels == output_.channels, "another number of channels");
    }

    void operator()(const PixelShuffleOp& op) const {
        const MapShape& in = inputs_.front();
        require(op.factor >= 1 &&
                    output_ == MapShape{in.channels / (op.factor * op.factor), in.rows * op.factor,
                                        in.columns * op.factor} &&
                    in.channels % (op.factor * op.factor) == 0,
                "extents that do not fit the factor");
    }

    void operator()(const WindowOp&) const {
        require(inputs_.front().channels == output_.channels, "another number of channels");
    }

  private:
    static std::int64_t count(const std::vector<float>& values) {
        return static_cast<std::int64_t>(values.size());
    }

    const MapShape& shapeOf(ValueId id) const {
        require(id < graph_.values.size(), "a value that does not exist");
        const MapShape& shape = graph_.values[id];
        require(shape.channels >= 1 && shape.rows >= 1 && shape.columns >= 1, "an empty map");
        return shape;
    }

    std::vector<MapShape> shapesOf(const std::vector<ValueId>& ids) const {
        std::vector<MapShape> shapes;
        shapes.reserve(ids.size());
        for (const ValueId id : ids) {
            shapes.push_back(shapeOf(id));
        }
        return shapes;
    }

    void requireUnchanged() const {
        require(inputs_.front() == output_, "an output of another shape");
    }

    void requirePerChannel(const std::vector<float>& scale, const std::vector<float>& shift) const {
        requireUnchanged();
        require(count(scale) == output_.channels && count(shift) == output_.channels,
                "weights that do not fit");
    }

    void requireWindows(std::int64_t padded, std::int64_t reach, std::int64_t stride,
                        std::int64_t out) const {
        require(stride >= 1 && reach >= 1 && padded >= reach &&
                    (padded - reach) / stride + 1 == out,
                "extents that do not fit its windows");
    }

    void require(bool holds, const std::string& what) const {
        if (!holds) {
            throw Error(ErrorCode::InvalidArgument, "node " + std::to_string(index_) +
                                                        " of the graph, " +
                                                        nameOf(node_.operation) + " to " +
                                                        (node_.output < graph_.values.size()
                                                             ? textOf(graph_.values[node_.output])
                                                             : std::string("nowhere")) +
                                                        ", has " + what);
        }
    }

    const Graph& graph_;
    const GraphNode& node_;
    std::size_t index_;
    std::vector<MapShape> inputs_;
    MapShape output_;
};

} // namespace

std::string nameOf(const Operation& operation) {
    return std::visit(Name{}, operation);
}

void requireConsistent(const Graph& graph) {
    std::vector<bool> known(graph.values.size(), false);
    const auto requireKnown = [&](ValueId id, const std::string& what) {
        if (id >= known.size() || !known[id]) {
            throw Error(ErrorCode::InvalidArgument, what + " reads a value that nothing made yet");
        }
    };
    if (graph.input < known.size()) {
        known[graph.input] = true;
    }
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        NodeCheck(graph, i).run();
        const std::string what = "node " + std::to_string(i) + " of the graph";
        for (const ValueId input : node.inputs) {
            requireKnown(input, what);
        }
        if (node.residual) {
            requireKnown(*node.residual, what);
        }
        if (known[node.output]) {
            throw Error(ErrorCode::InvalidArgument, what + " makes a value that exists already");
        }
        known[node.output] = true;
    }
    requireKnown(graph.output, "the graph's output");
}

} // namespace laurel
