#include "onnx_model.h"

#include "laurel/base/error.h"
#include "onnx_file.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace laurel::bench {

namespace {

using Extents = std::vector<std::int64_t>;

Extents extentsOf(const MapShape& shape) {
    return {1, shape.channels, shape.rows, shape.columns};
}

Extents listOf(const RowsColumns& pair) {
    return {pair[0], pair[1]};
}

/// ONNX lists where all axes begin, then where they end.
Extents bothSides(const RowsColumns& padding) {
    return {padding[0], padding[1], padding[0], padding[1]};
}

/// Output pixels per input pixel of one axis, rounded such that ONNX's floor(in × scale) is out.
float scaleOf(std::int64_t in, std::int64_t out, std::optional<double> step, bool nearest) {
    // LibTorch's bilinear resize takes no notice of the step of an axis that stays as long as it
    // is.
    const bool same = in == out && !nearest;
    const double ratio = static_cast<double>(out) / static_cast<double>(in);
    const double exact = step && !same ? 1 / *step : ratio;
    auto scale = static_cast<float>(exact);
    const auto result = [&] { return std::floor(scale * static_cast<float>(in)); };
    if (result() < static_cast<float>(out)) {
        scale = std::nextafter(scale, std::numeric_limits<float>::infinity());
    }
    if (result() != static_cast<float>(out)) {
        throw Error(ErrorCode::Unsupported, "a resize from " + std::to_string(in) + " to " +
                                                std::to_string(out) + " pixels in steps of " +
                                                std::to_string(1 / exact) +
                                                " cannot be said in ONNX");
    }
    return scale;
}

/// Turns nodes of a Graph into those of an OnnxFile.
class OnnxExport {
  public:
    explicit OnnxExport(const Graph& graph) : graph_(graph) {
        file_.input = {onnxInput, extentsOf(graph.values[graph.input])};
        file_.output = {onnxOutput, extentsOf(graph.values[graph.output])};
        for (const GraphNode& node : graph.nodes) {
            add(node);
        }
    }

    const OnnxFile& file() const noexcept { return file_; }

  private:
    /// The operation, then its epilogue; what comes last gives the value its name.
    void add(const GraphNode& node) {
        std::string result =
            std::visit([&](const auto& operation) { return add(operation, node); }, node.operation);
        if (node.residual) {
            result = step("Add", {result, valueName(*node.residual)});
        }
        if (node.slope) {
            result = *node.slope == 0 ? step("Relu", {result})
                                      : step("LeakyRelu", {result}, {{"alpha", *node.slope}});
        }
        file_.nodes.back().output = valueName(node.output);
    }

    std::string add(const ConvolutionOp& operation, const GraphNode& node) {
        const auto in = graph_.values[node.inputs[0]].channels / operation.groups;
        const auto out = graph_.values[node.output].channels;
        std::vector<std::string> inputs{
            valueName(node.inputs[0]),
            constant({out, in, operation.kernel[0], operation.kernel[1]}, operation.weight)};
        if (!operation.bias.empty()) {
            inputs.push_back(constant({out}, operation.bias));
        }
        return step("Conv", std::move(inputs),
                    {{"group", operation.groups},
                     {"kernel_shape", listOf(operation.kernel)},
                     {"strides", listOf(operation.stride)},
                     {"pads", bothSides(operation.padding)},
                     {"dilations", listOf(operation.dilation)}});
    }

    std::string add(const TransposedConvolutionOp& operation, const GraphNode& node) {
        const auto in = graph_.values[node.inputs[0]].channels;
        const auto out = graph_.values[node.output].channels;
        const RowsColumns block{operation.factor, operation.factor};
        std::vector<std::string> inputs{valueName(node.inputs[0]),
                                        constant({in, out, block[0], block[1]}, operation.weight)};
        if (!operation.bias.empty()) {
            inputs.push_back(constant({out}, operation.bias));
        }
        return step("ConvTranspose", std::move(inputs),
                    {{"kernel_shape", listOf(block)}, {"strides", listOf(block)}});
    }

    std::string add(const GroupNormOp& operation, const GraphNode& node) {
        const MapShape& shape = graph_.values[node.inputs[0]];
        const std::string input = valueName(node.inputs[0]);
        if (operation.groups == shape.channels) {
            return instanceNorm(input, operation.scale, operation.shift, operation.epsilon);
        }
        const auto groups = static_cast<std::size_t>(operation.groups);
        const std::string rows = step("Reshape", {input, constant({1, operation.groups, -1})});
        const std::string even = instanceNorm(rows, std::vector<float>(groups, 1),
                                              std::vector<float>(groups, 0), operation.epsilon);
        const std::string maps = step("Reshape", {even, constant(extentsOf(shape))});
        const std::string scaled =
            step("Mul", {maps, constant({shape.channels, 1, 1}, operation.scale)});
        return step("Add", {scaled, constant({shape.channels, 1, 1}, operation.shift)});
    }

    std::string add(const ScaleOp& operation, const GraphNode& node) {
        const auto channels = operation.scale.size();
        const Extents extents{static_cast<std::int64_t>(channels)};
        return step("BatchNormalization",
                    {valueName(node.inputs[0]), constant(extents, operation.scale),
                     constant(extents, operation.shift),
                     constant(extents, std::vector<float>(channels, 0)),
                     constant(extents, std::vector<float>(channels, 1))},
                    {{"epsilon", 0.0F}});
    }

    std::string add(const IdentityOp& /*operation*/, const GraphNode& node) {
        return unchanged(node);
    }

    std::string add(const ConcatOp& /*operation*/, const GraphNode& node) {
        std::vector<std::string> inputs;
        for (const ValueId input : node.inputs) {
            inputs.push_back(valueName(input));
        }
        return step("Concat", std::move(inputs), {{"axis", std::int64_t{1}}});
    }

    std::string add(const PoolOp& operation, const GraphNode& node) {
        std::vector<OnnxNode::Attribute> attributes{{"kernel_shape", listOf(operation.kernel)},
                                                    {"strides", listOf(operation.stride)},
                                                    {"pads", bothSides(operation.padding)}};
        if (operation.kind == PoolKind::Max) {
            return step("MaxPool", {valueName(node.inputs[0])}, std::move(attributes));
        }
        attributes.push_back({"count_include_pad", std::int64_t{1}});
        return step("AveragePool", {valueName(node.inputs[0])}, std::move(attributes));
    }

    std::string add(const ResizeOp& operation, const GraphNode& node) {
        const MapShape& in = graph_.values[node.inputs[0]];
        const MapShape& out = graph_.values[node.output];
        const bool nearest = operation.kind == ResizeKind::Nearest;
        const bool cornersMeet = !nearest && operation.alignCorners;
        // Without regions of interest; scales or sizes, never both.
        std::vector<std::string> inputs{valueName(node.inputs[0]), ""};
        if ((operation.step[0] || operation.step[1]) && !cornersMeet) {
            const float down = scaleOf(in.rows, out.rows, operation.step[0], nearest);
            const float along = scaleOf(in.columns, out.columns, operation.step[1], nearest);
            inputs.push_back(constant({4}, {1, 1, down, along}));
        } else {
            inputs.insert(inputs.end(), {"", constant(extentsOf(out))});
        }
        const std::string places = nearest       ? "asymmetric"
                                   : cornersMeet ? "align_corners"
                                                 : "half_pixel";
        std::vector<OnnxNode::Attribute> attributes{
            {"coordinate_transformation_mode", places},
            {"mode", std::string(nearest ? "nearest" : "linear")}};
        if (nearest) {
            attributes.push_back({"nearest_mode", std::string("floor")});
        }
        return step("Resize", std::move(inputs), std::move(attributes));
    }

    std::string add(const PixelShuffleOp& operation, const GraphNode& node) {
        return step("DepthToSpace", {valueName(node.inputs[0])},
                    {{"blocksize", operation.factor}, {"mode", std::string("CRD")}});
    }

    /// Padded as far as the window lies outside, then cut out: right for a window that lies outside
    /// altogether, too.
    std::string add(const WindowOp& operation, const GraphNode& node) {
        const MapShape& in = graph_.values[node.inputs[0]];
        const MapShape& out = graph_.values[node.output];
        const auto above = std::max<std::int64_t>(0, -operation.top);
        const auto left = std::max<std::int64_t>(0, -operation.left);
        const auto below = std::max<std::int64_t>(0, operation.top + out.rows - in.rows);
        const auto right = std::max<std::int64_t>(0, operation.left + out.columns - in.columns);
        const Extents pads{0, 0, above, left, 0, 0, below, right};
        const bool padded = pads != Extents(8, 0);
        std::string result = valueName(node.inputs[0]);
        if (padded) {
            result = step("Pad", {result, constant(pads), constant({}, {operation.beyond})});
        }
        const auto top = operation.top + above;
        const auto start = operation.left + left;
        const bool cut =
            above + in.rows + below != out.rows || left + in.columns + right != out.columns;
        if (cut) {
            result =
                step("Slice", {result, constant({top, start}),
                               constant({top + out.rows, start + out.columns}), constant({2, 3})});
        }
        return padded || cut ? result : unchanged(node);
    }

    std::string instanceNorm(const std::string& input, const std::vector<float>& scale,
                             const std::vector<float>& shift, double epsilon) {
        const Extents extents{static_cast<std::int64_t>(scale.size())};
        return step("InstanceNormalization",
                    {input, constant(extents, scale), constant(extents, shift)},
                    {{"epsilon", static_cast<float>(epsilon)}});
    }

    /// The input itself, if the epilogue brings an operator that can give the value its name.
    std::string unchanged(const GraphNode& node) {
        const std::string input = valueName(node.inputs[0]);
        return node.residual || node.slope ? input : step("Identity", {input});
    }

    std::string step(std::string type, std::vector<std::string> inputs,
                     std::vector<OnnxNode::Attribute> attributes = {}) {
        std::string output = "step" + std::to_string(file_.nodes.size());
        file_.nodes.push_back({std::move(type), std::move(inputs), output, std::move(attributes)});
        return output;
    }

    std::string constant(Extents extents, std::vector<float> values) {
        std::string name = constantName();
        file_.constants.push_back({name, std::move(extents), std::move(values)});
        return name;
    }

    std::string constant(Extents values) {
        std::string name = constantName();
        const auto size = static_cast<std::int64_t>(values.size());
        file_.constants.push_back({name, {size}, std::move(values)});
        return name;
    }

    std::string constantName() const { return "constant" + std::to_string(file_.constants.size()); }

    std::string valueName(ValueId value) const {
        return value == graph_.input    ? onnxInput
               : value == graph_.output ? onnxOutput
                                        : "value" + std::to_string(value);
    }

    const Graph& graph_;
    OnnxFile file_;
};

} // namespace

std::string onnxModel(const Graph& graph) {
    return toBytes(OnnxExport(graph).file());
}

} // namespace laurel::bench
