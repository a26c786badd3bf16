#include "memory_plan.h"

#include "random_graph.h"

#include <gtest/gtest.h>

namespace laurel {

namespace {

constexpr std::int64_t lanes = 8;

/// Index of the last node that reads a value, or of none behind all for the output.
std::size_t lastReader(const Graph& graph, ValueId value) {
    std::size_t last = 0;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        if (std::ranges::count(node.inputs, value) > 0 || node.residual == value) {
            last = i;
        }
    }
    return value == graph.output ? graph.nodes.size() : last;
}

/// Graphs whose values' memory is overwritten before its last reader would give wrong results: what
/// a node writes must not touch what is read later, but for what it reads itself, pixel by pixel.
TEST(PlanMemory, NothingIsOverwrittenBeforeItsLastReader) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        RandomGraph drawn(seed);
        const Graph graph = simplified(drawn.draw());
        const MemoryPlan plan = planMemory(graph, lanes);
        std::vector<ValueId> alive{graph.input};
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            const GraphNode& node = graph.nodes[i];
            const std::int64_t first = plan.offsets[node.output];
            const std::int64_t last = first + plan.layouts[node.output].size();
            ASSERT_GE(first, 0);
            ASSERT_LE(last, plan.size);
            for (const ValueId other : alive) {
                const bool overlaps = plan.offsets[other] < last &&
                                      first < plan.offsets[other] + plan.layouts[other].size();
                if (!overlaps || lastReader(graph, other) < i) {
                    continue;
                }
                const bool isOwnInput = std::ranges::count(node.inputs, other) > 0;
                EXPECT_TRUE(isOwnInput && lastReader(graph, other) == i) << "seed " << seed;
            }
            alive.push_back(node.output);
        }
    }
}

TEST(PlanMemory, PartsOfWholeBlocksAreMadeSideBySide) {
    GraphMaker maker({1, 8, 8});
    const ValueId a = maker.threeByThree(0, 16);
    const ValueId b = maker.relu(maker.threeByThree(a, 24));
    const ValueId whole = maker.concat({a, b});
    maker.threeByThree(whole, 8);
    const MemoryPlan plan = planMemory(simplified(maker.graph), lanes);
    EXPECT_EQ(plan.offsets[a], plan.offsets[whole]);
    EXPECT_EQ(plan.offsets[b], plan.offsets[whole] + 2 * plan.layouts[whole].blockSize());
}

TEST(PlanMemory, ALongChainNeedsTheMemoryOfTwoMaps) {
    GraphMaker maker({8, 32, 32});
    ValueId value = 0;
    for (int i = 0; i < 10; ++i) {
        value = maker.groupNorm(maker.threeByThree(value, 8), 2);
    }
    const MemoryPlan plan = planMemory(maker.graph, lanes);
    EXPECT_EQ(plan.size, 2 * 8 * 32 * 32);
}

} // namespace

} // namespace laurel
