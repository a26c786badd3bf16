#pragma once

#include "laurel/inference/graph.h"
#include "node_reader.h"

#include <torch/csrc/jit/ir/ir.h>
#include <unordered_map>

namespace laurel {

/// Turns recorded operations into nodes, one after another.
class GraphBuilder {
  public:
    GraphBuilder(const MapShape& input, torch::jit::Value* value);

    /// @throws Error Unsupported for what Graph cannot express
    void add(torch::jit::Node& node);

    Graph finish(torch::jit::Value* output);

  private:
    using Handler = void (GraphBuilder::*)(const NodeReader&);
    static const std::unordered_map<std::string, Handler>& handlers();

    void unchanged(const NodeReader& node);
    void onlyInTraining(const NodeReader& node);
    void convolution(const NodeReader& node);
    void transposedConvolution(const NodeReader& node);
    void groupNorm(const NodeReader& node);
    void instanceNorm(const NodeReader& node);
    void batchNorm(const NodeReader& node);
    void relu(const NodeReader& node);
    void leakyRelu(const NodeReader& node);
    void sum(const NodeReader& node);
    void difference(const NodeReader& node);
    void reversedDifference(const NodeReader& node);
    void fill(const NodeReader& node);
    void product(const NodeReader& node);
    void concat(const NodeReader& node);
    void maxPool(const NodeReader& node);
    void averagePool(const NodeReader& node);
    void nearest(const NodeReader& node);
    void bilinear(const NodeReader& node);
    void pixelShuffle(const NodeReader& node);
    void pad(const NodeReader& node);
    void slice(const NodeReader& node);

    ValueId valueOf(torch::jit::Value* value, const NodeReader& node) const;
    ValueId firstInput(const NodeReader& node) const { return valueOf(node.input(0), node); }
    const MapShape& shapeOf(ValueId value) const { return graph_.values[value]; }
    /// The value that the recorded operation makes. @throws Error Unsupported unless it is a map
    ValueId newOutput(const NodeReader& node);
    void push(const NodeReader& node, Operation operation, std::optional<ValueId> residual = {},
              std::optional<float> slope = {});
    /// A constant of one value per channel, or one for all. @throws Error Unsupported for others
    std::vector<float> perChannel(const NodeReader& node, std::size_t index,
                                  std::int64_t channels) const;
    void scale(const NodeReader& node, ValueId input, std::vector<float> factor,
               std::vector<float> shift);
    void combine(const NodeReader& node, double sign);
    /// first + weight × second
    void combineMaps(const NodeReader& node, double weight);

    Graph graph_;
    torch::jit::Node* current_ = nullptr;
    std::unordered_map<torch::jit::Value*, ValueId> values_;
};

} // namespace laurel
