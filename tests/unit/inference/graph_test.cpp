#include "graph_maker.h"
#include "random_graph.h"
#include "reference.h"
#include "support/expect_error.h"

#include <gtest/gtest.h>

namespace laurel {

namespace {

std::size_t nodesAfterSimplifying(const GraphMaker& maker) {
    return simplified(maker.graph).nodes.size();
}

TEST(Simplified, MeansTheSame) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        RandomGraph drawn(seed);
        const Graph graph = drawn.draw();
        const std::vector<float> image = drawn.image();
        const Graph fewer = simplified(graph);
        requireConsistent(fewer);
        EXPECT_LE(fewer.nodes.size(), graph.nodes.size());
        const std::vector<double> expected = reference::run(graph, image);
        const std::vector<double> found = reference::run(fewer, image);
        double scale = 1;
        for (const double value : expected) {
            scale = std::max(scale, std::abs(value));
        }
        for (std::size_t i = 0; i < expected.size(); ++i) {
            // Folded weights are rounded to single precision once more.
            ASSERT_NEAR(found[i], expected[i], 2e-5 * scale) << "seed " << seed;
        }
    }
}

TEST(Simplified, MakesScaleSumAndActivationPartOfTheConvolution) {
    GraphMaker maker({3, 8, 8});
    const ValueId first = maker.relu(maker.scale(maker.threeByThree(0, 8)));
    const ValueId second = maker.scale(maker.threeByThree(first, 8));
    maker.relu(maker.sum(second, first));
    const Graph graph = simplified(maker.graph);
    ASSERT_EQ(graph.nodes.size(), 2U);
    EXPECT_EQ(graph.nodes[1].residual, std::optional(graph.nodes[0].output));
    EXPECT_EQ(graph.nodes[1].slope, std::optional(0.0F));
}

TEST(Simplified, LeavesASumWhoseOtherTermComesLater) {
    GraphMaker maker({3, 8, 8});
    const ValueId early = maker.threeByThree(0, 8);
    const ValueId late = maker.relu(maker.threeByThree(0, 8)); // takes no sum behind its ReLU
    maker.sum(early, late);
    EXPECT_EQ(nodesAfterSimplifying(maker), 3U);
}

TEST(Simplified, LeavesWhatOthersReadToo) {
    GraphMaker maker({3, 8, 8});
    const ValueId value = maker.threeByThree(0, 8);
    maker.concat({value, maker.relu(value)});
    EXPECT_EQ(nodesAfterSimplifying(maker), 3U);
}

TEST(Simplified, MakesAPixelShuffleATransposedConvolution) {
    GraphMaker maker({3, 8, 8});
    const ValueId wide = maker.convolution(0, 20, {{}, {}, 1, {1, 1}, {1, 1}, {0, 0}, {1, 1}});
    maker.add(PixelShuffleOp{2}, {wide}, {5, 16, 16});
    const Graph graph = simplified(maker.graph);
    ASSERT_EQ(graph.nodes.size(), 1U);
    EXPECT_EQ(nameOf(graph.nodes[0].operation), "transposed convolution");
}

TEST(RequireConsistent, NamesTheNodeThatDoesNotFit) {
    GraphMaker maker({3, 8, 8});
    maker.threeByThree(0, 8);
    const ValueId value = maker.groupNorm(maker.graph.output, 4);
    const auto broken = [&](const auto& change) {
        Graph graph = maker.graph;
        change(graph);
        return errorTextOf([&] { requireConsistent(graph); });
    };
    using testing::HasSubstr;
    EXPECT_THAT(
        broken([](Graph& g) { std::get<ConvolutionOp>(g.nodes[0].operation).weight.pop_back(); }),
        HasSubstr("node 0 of the graph, convolution to 8 x 8 x 8, has weights"));
    EXPECT_THAT(broken([](Graph& g) { g.values[1].rows = 7; }), HasSubstr("windows"));
    EXPECT_THAT(broken([](Graph& g) { std::get<GroupNormOp>(g.nodes[1].operation).groups = 3; }),
                HasSubstr("groups"));
    EXPECT_THAT(broken([](Graph& g) { g.nodes[1].inputs = {99}; }), HasSubstr("does not exist"));
    EXPECT_THAT(broken([](Graph& g) { std::swap(g.nodes[0], g.nodes[1]); }),
                HasSubstr("nothing made yet"));
    EXPECT_THAT(broken([&](Graph& g) {
                    g.nodes.push_back({PoolOp{}, {value}, 0, {}, 0.0F});
                }),
                HasSubstr("node 2"));
    EXPECT_EQ(broken([](Graph&) {}), "no error");
}

} // namespace

} // namespace laurel
