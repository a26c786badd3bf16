#include "aligned_parts.h"

#include <algorithm>

namespace laurel {

namespace {

template <typename Op>
bool is(const GraphNode& node) {
    return std::holds_alternative<Op>(node.operation);
}

class Aligner {
  public:
    Aligner(Graph graph, std::int64_t lanes) : graph_(std::move(graph)), lanes_(lanes) {}

    Graph run() {
        for (GraphNode& node : graph_.nodes) {
            if (is<ConcatOp>(node) && canAlign(node)) {
                align(node);
            }
        }
        return std::move(graph_);
    }

  private:
    std::int64_t channelsOf(ValueId value) const { return graph_.values[value].channels; }

    /// Where the inputs' channels lie when each begins a block, and how many there are then.
    struct Places {
        std::vector<std::int64_t> of; ///< for each channel of all inputs
        std::int64_t count = 0;
    };

    Places placesOf(const GraphNode& concat) const {
        Places places;
        for (const ValueId part : concat.inputs) {
            places.count = (places.count + lanes_ - 1) / lanes_ * lanes_;
            for (std::int64_t channel = 0; channel < channelsOf(part); ++channel) {
                places.of.push_back(places.count++);
            }
        }
        return places;
    }

    bool canAlign(const GraphNode& concat) const {
        const std::int64_t dense = channelsOf(concat.output);
        const std::int64_t aligned = placesOf(concat).count;
        return aligned > dense && 2 * aligned <= 3 * dense && concat.output != graph_.output &&
               std::ranges::all_of(graph_.nodes, [&](const GraphNode& node) {
                   const bool reads = std::ranges::count(node.inputs, concat.output) > 0;
                   return node.residual != concat.output && (!reads || hasWeightsToSpread(node));
               });
    }

    static bool hasWeightsToSpread(const GraphNode& node) {
        const auto* convolution = std::get_if<ConvolutionOp>(&node.operation);
        return is<TransposedConvolutionOp>(node) ||
               (convolution != nullptr && convolution->groups == 1);
    }

    void align(GraphNode& concat) {
        const Places places = placesOf(concat);
        for (GraphNode& node : graph_.nodes) {
            if (node.inputs.front() != concat.output) {
                continue;
            }
            if (auto* convolution = std::get_if<ConvolutionOp>(&node.operation)) {
                convolution->weight = spread(convolution->weight, channelsOf(node.output), places);
            } else {
                auto& transposed = std::get<TransposedConvolutionOp>(node.operation);
                transposed.weight = spread(transposed.weight, 1, places);
            }
        }
        std::get<ConcatOp>(concat.operation).alignment = lanes_;
        graph_.values[concat.output].channels = places.count;
    }

    /// @param weight rows × input channels × what a channel has
    static std::vector<float> spread(const std::vector<float>& weight, std::int64_t rows,
                                     const Places& places) {
        const std::int64_t own = std::ssize(weight) / (rows * std::ssize(places.of));
        std::vector<float> result(static_cast<std::size_t>(rows * places.count * own), 0.0F);
        auto from = weight.begin();
        for (std::int64_t row = 0; row < rows; ++row) {
            for (const std::int64_t place : places.of) {
                std::copy_n(from, own, result.begin() + (row * places.count + place) * own);
                from += own;
            }
        }
        return result;
    }

    Graph graph_;
    std::int64_t lanes_;
};

} // namespace

Graph withAlignedParts(Graph graph, std::int64_t lanes) {
    return Aligner(std::move(graph), lanes).run();
}

} // namespace laurel
