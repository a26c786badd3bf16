#include "graph_maker.h"
#include "laurel/inference/fast_network.h"
#include "random_graph.h"
#include "reference.h"
#include "wide_network.h"

#include <gtest/gtest.h>

namespace laurel {

namespace {

using Instructions = FastNetwork::Instructions;

/// Whole numbers so small that bfloat16 has them all and every sum of products is exact.
class WholeNumbers {
  public:
    explicit WholeNumbers(unsigned seed) : random_(seed) {}

    std::int64_t between(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
    }

    void fill(std::vector<float>& values) {
        for (float& value : values) {
            value = static_cast<float>(between(-3, 3));
        }
    }

  private:
    std::mt19937 random_;
};

/// Fills the weights of the last node.
void fillWeights(GraphMaker& maker, WholeNumbers& numbers) {
    std::visit(
        [&]<typename Op>(Op& op) {
            if constexpr (requires { op.weight; }) {
                numbers.fill(op.weight);
                numbers.fill(op.bias);
            }
        },
        maker.graph.nodes.back().operation);
}

/// What was made so far, behind which a convolution makes the output: that one multiplies floats.
/// By the loops that every processor has and, where it is there, by AMX on one and on three
/// threads.
void expectExactly(GraphMaker& maker, WholeNumbers& numbers) {
    maker.convolution(maker.graph.output, 3, {{}, {}, 1, {1, 1}, {1, 1}, {0, 0}, {1, 1}});
    fillWeights(maker, numbers);
    const Graph& graph = maker.graph;
    std::vector<float> image(static_cast<std::size_t>(maker.shape(0).values()));
    numbers.fill(image);
    const std::vector<double> expected = reference::run(graph, image);
    const std::vector<float> wide = WideNetwork(graph, kernels::widerowsSet()).run(image);
    EXPECT_EQ(std::vector<double>(wide.begin(), wide.end()), expected);
    if (!FastNetwork::has(Instructions::AmxBf16)) {
        return;
    }
    const FastNetwork network(graph, Instructions::AmxBf16);
    for (const int threads : {1, 3}) {
        WorkerPool pool(threads - 1);
        WorkerPool::Team team(pool, threads);
        FastNetwork::Buffers buffers(network, threads);
        std::vector<float> found(expected.size());
        network.run(image, found, buffers, team);
        EXPECT_EQ(std::vector<double>(found.begin(), found.end()), expected) << threads;
    }
}

/// A map in blocks, as all but the first convolution reads them.
GraphMaker madeFor(WholeNumbers& numbers, std::int64_t channels) {
    GraphMaker maker({channels, numbers.between(3, 40), numbers.between(3, 40)});
    maker.relu(0, 0);
    return maker;
}

// Kernels beyond the border, strips of 1 to 40 pixels, one to five blocks of outputs.
TEST(RowConvolution, IsTheSumOfItsProducts) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(seed);
        WholeNumbers numbers(seed);
        GraphMaker maker = madeFor(numbers, numbers.between(1, 50));
        const MapShape in = maker.shape(maker.graph.output);
        ConvolutionOp op;
        op.kernel = {numbers.between(1, std::min<std::int64_t>(5, in.rows)),
                     numbers.between(1, std::min<std::int64_t>(5, in.columns))};
        op.stride = {numbers.between(1, 3), numbers.between(1, 3)};
        op.padding = {numbers.between(0, 3), numbers.between(0, 3)};
        op.dilation = {in.rows > 2 * op.kernel[0] ? numbers.between(1, 2) : 1, 1};
        op.bias.resize(static_cast<std::size_t>(numbers.between(0, 1)));
        maker.convolution(maker.graph.output, numbers.between(1, 75), op);
        fillWeights(maker, numbers);
        expectExactly(maker, numbers);
    }
}

TEST(RowConvolution, AddsWhatIsToBeAddedOnceAndCutsBelowZero) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        WholeNumbers numbers(seed);
        GraphMaker maker = madeFor(numbers, 40);
        const ValueId first = maker.graph.output;
        const ValueId second = maker.threeByThree(first, 40, true);
        fillWeights(maker, numbers);
        maker.relu(maker.sum(second, first), 0.5F);
        expectExactly(maker, numbers);
    }
}

TEST(RowConvolution, EnlargesByEveryFactor) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        WholeNumbers numbers(seed);
        GraphMaker maker = madeFor(numbers, numbers.between(1, 50));
        maker.transposed(maker.graph.output, numbers.between(1, 50), numbers.between(2, 4));
        fillWeights(maker, numbers);
        expectExactly(maker, numbers);
    }
}

} // namespace

} // namespace laurel
