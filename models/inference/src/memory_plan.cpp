#include "memory_plan.h"

#include <algorithm>
#include <numeric>

namespace laurel {

namespace {

constexpr std::int64_t alignment = 16; // floats: a cache line

/// A value that lies within another one's memory.
struct Home {
    ValueId value = 0;
    std::int64_t offset = 0; ///< floats from its start
};

struct Lifetime {
    std::size_t first = 0; ///< index of the node that makes it
    std::size_t last = 0;  ///< index of the last node that reads it
};

class Planner {
  public:
    Planner(const Graph& graph, std::int64_t lanes)
        : graph_(graph), homes_(graph.values.size()), lifetimes_(graph.values.size()),
          readers_(graph.values.size(), 0) {
        chooseLayouts(lanes);
        measureLifetimes();
        for (ValueId value = 0; value < graph.values.size(); ++value) {
            homes_[value] = {value, 0};
        }
    }

    MemoryPlan run() {
        for (const GraphNode& node : graph_.nodes) {
            if (std::holds_alternative<ConcatOp>(node.operation)) {
                placeParts(node);
            }
        }
        for (std::size_t i = graph_.nodes.size(); i-- > 0;) {
            placeInOutput(graph_.nodes[i]);
        }
        assign();
        return std::move(plan_);
    }

  private:
    /// The first layer reads plain channels, so that one channel is not filled up to a block.
    void chooseLayouts(std::int64_t lanes) {
        for (const MapShape& shape : graph_.values) {
            plan_.layouts.push_back({shape, lanes});
        }
        plan_.layouts[graph_.input].lanes = 1;
        for (const GraphNode& node : graph_.nodes) {
            if (std::holds_alternative<WindowOp>(node.operation) && !node.residual && !node.slope) {
                plan_.layouts[node.output].lanes = plan_.layouts[node.inputs.front()].lanes;
            }
        }
    }

    void measureLifetimes() {
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
            const GraphNode& node = graph_.nodes[i];
            lifetimes_[node.output] = {i, i};
            for (const ValueId input : node.inputs) {
                lifetimes_[input].last = i;
                ++readers_[input];
            }
            if (node.residual) {
                lifetimes_[*node.residual].last = i;
                ++readers_[*node.residual];
            }
        }
        lifetimes_[graph_.output].last = graph_.nodes.size();
        ++readers_[graph_.output];
    }

    bool hasOwnHome(ValueId value) const { return homes_[value].value == value; }

    /// Blocks of channels lie one after another, so parts of whole blocks can be made in place.
    void placeParts(const GraphNode& node) {
        const MapLayout& whole = plan_.layouts[node.output];
        std::int64_t offset = 0;
        for (std::size_t i = 0; i < node.inputs.size(); ++i) {
            const ValueId part = node.inputs[i];
            const MapLayout& layout = plan_.layouts[part];
            const bool fills = i + 1 == node.inputs.size() ||
                               layout.shape.channels % layout.lanes == 0 ||
                               std::get<ConcatOp>(node.operation).alignment % layout.lanes == 0;
            if (!fills) {
                return; // those that follow start within a block
            }
            if (layout.lanes == whole.lanes && hasOwnHome(part) && part != graph_.input) {
                homes_[part] = {node.output, offset};
            }
            offset += layout.size();
        }
    }

    static bool worksInPlace(const GraphNode& node) {
        return std::holds_alternative<GroupNormOp>(node.operation) ||
               std::holds_alternative<ScaleOp>(node.operation) ||
               std::holds_alternative<IdentityOp>(node.operation);
    }

    void placeInOutput(const GraphNode& node) {
        const ValueId input = node.inputs.front();
        if (worksInPlace(node) && readers_[input] == 1 && hasOwnHome(input) && !isWhole(input) &&
            input != graph_.input &&
            plan_.layouts[input].lanes == plan_.layouts[node.output].lanes) {
            homes_[input] = {node.output, 0};
        }
    }

    /// Whether parts were placed in the value.
    bool isWhole(ValueId value) const {
        return std::ranges::any_of(graph_.nodes, [&](const GraphNode& node) {
            return node.output == value && std::holds_alternative<ConcatOp>(node.operation);
        });
    }

    Home rootOf(ValueId value) const {
        Home home{value, 0};
        while (homes_[home.value].value != home.value) {
            home = {homes_[home.value].value, home.offset + homes_[home.value].offset};
        }
        return home;
    }

    /// Largest first, each at the lowest offset that is free while it lives.
    void assign() {
        std::vector<Home> roots;
        for (ValueId value = 0; value < graph_.values.size(); ++value) {
            roots.push_back(rootOf(value));
            Lifetime& root = lifetimes_[roots.back().value];
            root = {std::min(root.first, lifetimes_[value].first),
                    std::max(root.last, lifetimes_[value].last)};
        }
        std::vector<ValueId> order;
        for (ValueId value = 0; value < graph_.values.size(); ++value) {
            if (hasOwnHome(value) && readers_[value] > 0) { // not what simplifying left over
                order.push_back(value);
            }
        }
        std::ranges::stable_sort(order, std::greater{},
                                 [&](ValueId value) { return plan_.layouts[value].size(); });
        plan_.offsets.assign(graph_.values.size(), 0);
        std::vector<ValueId> placed;
        for (const ValueId value : order) {
            plan_.offsets[value] = lowestFree(value, placed);
            plan_.size = std::max(plan_.size, plan_.offsets[value] + roomFor(value));
            placed.push_back(value);
        }
        for (ValueId value = 0; value < graph_.values.size(); ++value) {
            plan_.offsets[value] = plan_.offsets[roots[value].value] + roots[value].offset;
        }
    }

    std::int64_t roomFor(ValueId value) const {
        return (plan_.layouts[value].size() + alignment - 1) / alignment * alignment;
    }

    std::int64_t lowestFree(ValueId value, const std::vector<ValueId>& placed) const {
        std::vector<ValueId> rivals;
        const Lifetime& own = lifetimes_[value];
        std::ranges::copy_if(placed, std::back_inserter(rivals), [&](ValueId other) {
            return lifetimes_[other].first <= own.last && own.first <= lifetimes_[other].last;
        });
        std::ranges::sort(rivals, {}, [&](ValueId other) { return plan_.offsets[other]; });
        std::int64_t offset = 0;
        for (const ValueId rival : rivals) {
            if (offset + roomFor(value) <= plan_.offsets[rival]) {
                break;
            }
            offset = std::max(offset, plan_.offsets[rival] + roomFor(rival));
        }
        return offset;
    }

    const Graph& graph_;
    MemoryPlan plan_;
    std::vector<Home> homes_;
    std::vector<Lifetime> lifetimes_;
    std::vector<int> readers_;
};

} // namespace

bool MemoryPlan::isInPlace(ValueId part, ValueId whole, std::int64_t firstBlock) const {
    return layouts[part].lanes == layouts[whole].lanes &&
           offsets[part] == offsets[whole] + firstBlock * layouts[whole].blockSize();
}

MemoryPlan planMemory(const Graph& graph, std::int64_t lanes) {
    return Planner(graph, lanes).run();
}

} // namespace laurel
