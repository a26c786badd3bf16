#include "plan.h"

#include "aligned_parts.h"
#include "convolution_step.h"
#include "map_steps.h"
#include "memory_plan.h"
#include "norm_step.h"

#include <algorithm>

namespace laurel {

namespace {

template <typename Op>
bool is(const GraphNode& node) {
    return std::holds_alternative<Op>(node.operation);
}

/// Whether a node reads plain channels: the others want blocks.
bool readsPlain(const GraphNode& node) {
    return is<ConvolutionOp>(node) || is<WindowOp>(node);
}

/// An identity from each plain value to blocks, for those that cannot read it as it is.
Graph withBlocks(Graph graph) {
    std::vector<ValueId> plain{graph.input};
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        if (is<WindowOp>(node) && std::ranges::count(plain, node.inputs.front()) > 0) {
            plain.push_back(node.output);
        }
    }
    for (const ValueId value : plain) {
        const ValueId blocks = graph.values.size();
        bool isWanted = false;
        const auto redirect = [&](ValueId& read) {
            isWanted = isWanted || read == value;
            read = read == value ? blocks : read;
        };
        for (GraphNode& node : graph.nodes) {
            if (!readsPlain(node)) {
                std::ranges::for_each(node.inputs, redirect);
            }
            if (node.residual) {
                redirect(*node.residual);
            }
        }
        if (!isWanted) {
            continue;
        }
        graph.values.push_back(graph.values[value]);
        const auto maker = std::ranges::find(graph.nodes, value,
                                             [](const GraphNode& node) { return node.output; });
        const auto place = maker == graph.nodes.end() ? graph.nodes.begin() : maker + 1;
        graph.nodes.insert(place, {IdentityOp{}, {value}, blocks, {}, {}});
    }
    return graph;
}

class StepMaker {
  public:
    StepMaker(Graph graph, const kernels::Set& kernels, const kernels::Set& products)
        : graph_(std::move(graph)), kernels_(kernels), products_(products),
          memory_(planMemory(graph_, kernels.lanes)) {}

    StepPlan run() {
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
            index_ = i;
            add(std::visit(*this, graph_.nodes[i].operation));
        }
        plan_.input = placed(graph_.input);
        plan_.output = placed(graph_.output);
        plan_.arenaFloats = memory_.size;
        return std::move(plan_);
    }

    std::unique_ptr<Step> operator()(const ConvolutionOp& op) {
        return makeConvolution(productSet(), op, maps());
    }
    std::unique_ptr<Step> operator()(const TransposedConvolutionOp& op) {
        return makeTransposedConvolution(productSet(), op, maps());
    }
    std::unique_ptr<Step> operator()(const GroupNormOp& op) {
        return makeGroupNorm(kernels_, op, maps(), producerPieces());
    }
    std::unique_ptr<Step> operator()(const ScaleOp& op) { return makeScale(kernels_, op, maps()); }
    std::unique_ptr<Step> operator()(const IdentityOp&) {
        StepMaps own = maps();
        const bool toBlocks = own.inputs.front().layout.lanes == 1 && own.output.layout.lanes > 1;
        return toBlocks ? makeToBlocks(kernels_, std::move(own))
                        : makeIdentity(kernels_, std::move(own));
    }
    std::unique_ptr<Step> operator()(const ConcatOp& op) { return makeConcat(op, maps()); }
    std::unique_ptr<Step> operator()(const PoolOp& op) { return makePool(kernels_, op, maps()); }
    std::unique_ptr<Step> operator()(const ResizeOp& op) {
        return makeResize(kernels_, op, maps());
    }
    std::unique_ptr<Step> operator()(const PixelShuffleOp& op) {
        return makePixelShuffle(op, maps());
    }
    std::unique_ptr<Step> operator()(const WindowOp& op) { return makeWindow(op, maps()); }

  private:
    /// Fewer digits where they are worth it and their products fit. What the last convolution
    /// rounds nothing behind it evens out: it makes the logits.
    const kernels::Set& productSet() const {
        const auto rest = graph_.nodes.begin() + static_cast<std::ptrdiff_t>(index_);
        const GraphNode& node = *rest;
        const bool isLast = std::none_of(rest + 1, graph_.nodes.end(), [](const GraphNode& later) {
            return is<ConvolutionOp>(later) || is<TransposedConvolutionOp>(later);
        });
        const MapLayout& in = memory_.layouts[node.inputs.front()];
        const std::int64_t pairs = in.shape.channels * graph_.values[node.output].channels;
        const auto* convolution = std::get_if<ConvolutionOp>(&node.operation);
        const bool fits =
            products_.rowProduct == nullptr || convolution == nullptr || fitsRows(*convolution, in);
        return fits && !isLast && pairs >= products_.leastPairs ? products_ : kernels_;
    }

    Placed placed(ValueId value) const { return {memory_.layouts[value], memory_.offsets[value]}; }

    StepMaps maps() const {
        const GraphNode& node = graph_.nodes[index_];
        StepMaps maps{{}, placed(node.output), {}, node.slope};
        for (const ValueId input : node.inputs) {
            maps.inputs.push_back(placed(input));
        }
        if (node.residual) {
            maps.residual = placed(*node.residual);
        }
        return maps;
    }

    /// Sums are still there when the very step before made what the norm reads.
    std::int64_t producerPieces() const {
        if (index_ == 0 || lastPieces_ == 0) {
            return 0;
        }
        const bool follows = graph_.nodes[index_].inputs.front() == graph_.nodes[index_ - 1].output;
        return follows ? lastPieces_ : 0;
    }

    void add(std::unique_ptr<Step> step) {
        lastPieces_ = 0;
        if (!step) {
            return;
        }
        const Step& added = *step;
        if (is<ConvolutionOp>(graph_.nodes[index_])) {
            const MapLayout& layout = memory_.layouts[graph_.nodes[index_].output];
            lastPieces_ = added.sumFloats() / (2 * layout.blocks() * layout.lanes);
        }
        plan_.scratchFloats = std::max(plan_.scratchFloats, added.scratchFloats());
        plan_.sumFloats = std::max(plan_.sumFloats, added.sumFloats());
        plan_.sharedFloats = std::max(plan_.sharedFloats, added.sharedFloats());
        plan_.weightBytes += added.weightBytes();
        plan_.steps.push_back(std::move(step));
    }

    Graph graph_;
    const kernels::Set& kernels_;
    const kernels::Set& products_;
    MemoryPlan memory_;
    StepPlan plan_;
    std::size_t index_ = 0;
    std::int64_t lastPieces_ = 0; ///< whose sums the last step leaves
};

} // namespace

StepPlan planSteps(const Graph& graph, const kernels::Set& kernels, const kernels::Set& products) {
    requireConsistent(graph);
    Graph prepared = withAlignedParts(withBlocks(simplified(graph)), kernels.lanes);
    return StepMaker(std::move(prepared), kernels, products).run();
}

} // namespace laurel
