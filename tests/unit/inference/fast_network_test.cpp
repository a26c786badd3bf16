#include "laurel/inference/fast_network.h"

#include "graph_kinds.h"
#include "kernel_choice.h"
#include "laurel/base/error.h"
#include "random_graph.h"
#include "reference.h"
#include "support/expect_error.h"
#include "wide_network.h"

#include <gtest/gtest.h>
#include <map>
#include <thread>

namespace laurel {

namespace {

using Instructions = FastNetwork::Instructions;

std::vector<float> run(const FastNetwork& network, const std::vector<float>& input,
                       int threads = 1) {
    WorkerPool pool(threads - 1);
    WorkerPool::Team team(pool, threads);
    FastNetwork::Buffers buffers(network, threads);
    std::vector<float> output(static_cast<std::size_t>(network.outputShape().values()));
    network.run(input, output, buffers, team);
    return output;
}

/// Relative to the largest expected value, as single precision errs.
double error(const std::vector<float>& found, const std::vector<double>& expected) {
    double most = 1;
    double difference = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        most = std::max(most, std::abs(expected[i]));
        const double own = std::abs(static_cast<double>(found.at(i)) - expected[i]);
        difference = std::isfinite(own) ? std::max(difference, own) : INFINITY;
    }
    return difference / most;
}

/// A drawn graph with what its definition gives for its image.
struct Expected {
    Graph graph;
    std::vector<float> image;
    std::vector<double> output;
};

/// Kept, as the definition takes its time and several instruction sets are compared with it.
const Expected& expected(unsigned seed) {
    static std::map<unsigned, Expected> known;
    const auto found = known.find(seed);
    if (found != known.end()) {
        return found->second;
    }
    RandomGraph drawn(seed);
    Expected made{drawn.draw(), {}, {}};
    made.image = drawn.image();
    made.output = reference::run(made.graph, made.image);
    return known.emplace(seed, std::move(made)).first->second;
}

std::vector<Instructions> present() {
    std::vector<Instructions> all{Instructions::Generic, Instructions::Avx2, Instructions::Avx512};
    std::erase_if(all, [](Instructions one) { return !FastNetwork::has(one); });
    return all;
}

class FastNetworkWith : public testing::TestWithParam<Instructions> {};

TEST_P(FastNetworkWith, ComputesRandomGraphsAsTheirDefinitionsSay) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        const Expected& drawn = expected(seed);
        const FastNetwork network(drawn.graph, GetParam());
        ASSERT_LT(error(run(network, drawn.image), drawn.output), 1e-4) << "seed " << seed;
    }
}

TEST(FastNetwork, IsTriedWithEverythingThatIsPromised) {
    GraphKinds kinds;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        kinds.add(RandomGraph(seed).draw());
    }
    EXPECT_THAT(kinds.missing(), testing::IsEmpty());
}

TEST_P(FastNetworkWith, GivesTheSameBitsOnAnyNumberOfThreadsAndInReusedBuffers) {
    for (unsigned seed = 300; seed < 312; ++seed) {
        RandomGraph drawn(seed);
        const FastNetwork network(drawn.draw(), GetParam());
        const std::vector<float> image = drawn.image();
        const std::vector<float> once = run(network, image);
        EXPECT_EQ(run(network, image, 3), once) << "seed " << seed;
        WorkerPool pool(1);
        WorkerPool::Team team(pool, 2);
        FastNetwork::Buffers buffers(network, 2);
        std::vector<float> output(once.size());
        for (int round = 0; round < 2; ++round) {
            const std::vector<float> other(image.size(), 7.0F * static_cast<float>(round));
            network.run(other, output, buffers, team);
            network.run(image, output, buffers, team);
            EXPECT_EQ(output, once) << "seed " << seed;
        }
    }
}

/// Small maps of many channels, as in a U-Net's depth: all tiles are computed point by point.
Graph deepLevels() {
    GraphMaker maker({1, 19, 18});
    const ValueId first = maker.relu(maker.groupNorm(maker.threeByThree(0, 96), 8));
    const ValueId second = maker.relu(maker.groupNorm(maker.threeByThree(first, 112), 8));
    const ValueId third = maker.threeByThree(second, 96, true);
    maker.relu(maker.sum(third, first));
    return maker.graph;
}

TEST_P(FastNetworkWith, ComputesDeepLevelsPointByPoint) {
    const Graph graph = deepLevels();
    const std::vector<float> image = GraphMaker({1, 19, 18}, 4).image();
    const KernelChoice sets = kernelsFor(GetParam());
    ASSERT_GT(planSteps(graph, sets.maps, sets.products).sharedFloats, 0);
    const FastNetwork network(graph, GetParam());
    const std::vector<float> once = run(network, image);
    EXPECT_LT(error(once, reference::run(graph, image)), 1e-4);
    EXPECT_EQ(run(network, image, 2), once);
    EXPECT_EQ(run(network, image, 5), once);
}

TEST_P(FastNetworkWith, TwoThreadsRunOneNetworkAtOnce) {
    RandomGraph drawn(5);
    const FastNetwork network(drawn.draw(), GetParam());
    const std::vector<float> image = drawn.image();
    const std::vector<float> expected = run(network, image);
    std::vector<std::thread> threads;
    std::array<bool, 2> same{};
    threads.reserve(same.size());
    for (bool& own : same) {
        threads.emplace_back([&] {
            WorkerPool::Team team(WorkerPool::shared(), 2);
            FastNetwork::Buffers buffers(network, 2);
            std::vector<float> output(expected.size());
            own = true;
            for (int i = 0; i < 20; ++i) {
                network.run(image, output, buffers, team);
                own = own && output == expected;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_TRUE(same[0] && same[1]);
}

TEST_P(FastNetworkWith, GivesProbabilitiesToTheLastPixel) {
    GraphMaker maker({1, 9, 11});
    maker.convolution(0, 70, {{}, {0}, 1, {1, 1}, {1, 1}, {0, 0}, {1, 1}});
    const FastNetwork network(maker.graph, GetParam());
    std::vector<float> logits = maker.values(70 * 99, 9);
    logits[5] = -1e4F; // vanishes, without a denormal
    std::vector<float> found = logits;
    ASSERT_TRUE(network.softmax(found));
    for (std::size_t pixel = 0; pixel < 99; ++pixel) {
        double sum = 0;
        for (std::size_t label = 0; label < 70; ++label) {
            sum += std::exp(static_cast<double>(logits[label * 99 + pixel]));
        }
        for (std::size_t label = 0; label < 70; ++label) {
            const std::size_t at = label * 99 + pixel;
            EXPECT_NEAR(static_cast<double>(found[at]),
                        std::exp(static_cast<double>(logits[at])) / sum, 1e-6);
        }
    }
    for (const std::size_t at : {std::size_t{3}, logits.size() - 1}) {
        for (const float bad : {INFINITY, -INFINITY, NAN}) {
            std::vector<float> broken = logits;
            broken[at] = bad;
            EXPECT_FALSE(network.softmax(broken));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, FastNetworkWith, testing::ValuesIn(present()));

std::vector<float> runWide(const Expected& drawn, const kernels::Set& products) {
    return WideNetwork(drawn.graph, products).run(drawn.image);
}

TEST(FastNetwork, ComputesInBlocksOfSixteenAsWell) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const Expected& drawn = expected(seed);
        ASSERT_LT(error(runWide(drawn, kernels::wideSet()), drawn.output), 1e-4) << "seed " << seed;
    }
}

/// bfloat16 has eight binary digits: each factor errs by up to 2⁻⁹ of itself, which Winograd's
/// tiles multiply by five.
constexpr double mostErrorOfHalves = 0.03;

/// Each kind of convolution, between channels enough for bfloat16 to be chosen.
class Wide : public testing::Test {
  public:
    Wide() {
        GraphMaker maker({1, 26, 23});
        const ValueId first = maker.relu(maker.groupNorm(maker.threeByThree(0, 80), 8));
        const ValueId second = maker.relu(maker.groupNorm(maker.threeByThree(first, 96), 8));
        const ValueId halved =
            maker.convolution(second, 64, {{}, {}, 1, {2, 2}, {2, 2}, {0, 0}, {1, 1}});
        const ValueId point =
            maker.convolution(halved, 70, {{}, {}, 1, {1, 1}, {1, 1}, {0, 0}, {1, 1}});
        maker.transposed(maker.relu(point), 64, 2);
        drawn_.graph = maker.graph;
        drawn_.image = maker.image();
        drawn_.output = reference::run(drawn_.graph, drawn_.image);
    }

  protected:
    Expected drawn_;
};

TEST_F(Wide, PairsOfBfloat16AreMultiplied) {
    const double own = error(runWide(drawn_, kernels::widepairsSet()), drawn_.output);
    EXPECT_LT(own, mostErrorOfHalves);
    EXPECT_GT(own, 1e-4); // or floats were
    EXPECT_LT(error(runWide(drawn_, kernels::wideSet()), drawn_.output), 1e-4);
}

TEST_F(Wide, PlainSumsOfBfloat16KeepMoreDigitsThanWinogradsTiles) {
    const double tiles = error(runWide(drawn_, kernels::widepairsSet()), drawn_.output);
    const double own = error(runWide(drawn_, kernels::widerowsSet()), drawn_.output);
    EXPECT_LT(own, tiles / 2);
    EXPECT_GT(own, 1e-4);
}

TEST(FastNetwork, RandomGraphsKeepThreeDigitsByPlainSumsOfBfloat16) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        const Expected& drawn = expected(seed);
        const double own = error(runWide(drawn, kernels::widerowsSet()), drawn.output);
        ASSERT_LT(own, mostErrorOfHalves) << "seed " << seed;
    }
}

TEST(FastNetwork, PairsAreMultipliedPointByPointAsWell) {
    const Graph graph = deepLevels();
    const std::vector<float> image = GraphMaker({1, 19, 18}, 4).image();
    ASSERT_GT(planSteps(graph, kernels::wideSet(), kernels::widepairsSet()).sharedFloats, 0);
    const double own =
        error(WideNetwork(graph, kernels::widepairsSet()).run(image), reference::run(graph, image));
    EXPECT_LT(own, mostErrorOfHalves);
    EXPECT_GT(own, 1e-4);
}

TEST_F(Wide, TheProcessorsBfloat16IsTheEmulatedOne) {
    for (const auto& way : {std::pair(Instructions::Avx512Bf16, &kernels::widepairsSet),
                            std::pair(Instructions::AmxBf16, &kernels::widerowsSet)}) {
        const Instructions instructions = way.first;
        SCOPED_TRACE(instructions == Instructions::AmxBf16 ? "AMX" : "AVX-512");
        if (!FastNetwork::has(instructions)) {
            expectError(ErrorCode::Unsupported, "lacks the instructions",
                        [&] { FastNetwork(drawn_.graph, instructions); });
            continue;
        }
        const FastNetwork network(drawn_.graph, instructions);
        const std::vector<float> emulated = runWide(drawn_, way.second());
        const std::vector<float> found = run(network, drawn_.image, 2);
        EXPECT_LT(error(found, {emulated.begin(), emulated.end()}), 2e-3); // sums round otherwise
        EXPECT_LT(error(found, drawn_.output), mostErrorOfHalves);
        EXPECT_EQ(run(network, drawn_.image, 1), found);
        EXPECT_LT(network.weightBytes(), FastNetwork(drawn_.graph).weightBytes() * 6 / 10);
    }
}

TEST(FastNetwork, TheBestForBfloat16IsWhatIsThere) {
    const bool hasPairs = FastNetwork::has(Instructions::Avx512Bf16);
    EXPECT_EQ(FastNetwork::has(Instructions::BestBf16), hasPairs);
    EXPECT_TRUE(hasPairs || !FastNetwork::has(Instructions::AmxBf16));
    if (hasPairs) {
        GraphMaker maker({1, 8, 8});
        maker.threeByThree(0, 3);
        EXPECT_EQ(FastNetwork(maker.graph, Instructions::BestBf16).instructions(),
                  FastNetwork::has(Instructions::AmxBf16) ? "amxbf16" : "avx512bf16");
    }
}

TEST(FastNetwork, KeepsTheDigitsOfBrightFlatMaps) {
    // A mean a thousand times the deviation: E[x²] - E[x]² in single precision would lose it all.
    GraphMaker maker({8, 64, 64});
    maker.groupNorm(0, 4);
    std::vector<float> image = maker.image();
    for (float& value : image) {
        value += 1000;
    }
    const FastNetwork network(maker.graph);
    EXPECT_LT(error(run(network, image), reference::run(maker.graph, image)), 1e-3);
}

TEST(FastNetwork, RefusesGroupsThatAreNoWholeBlocks) {
    GraphMaker maker({24, 8, 8});
    const ValueId value = maker.threeByThree(0, 24);
    maker.convolution(value, 24, {{}, {}, 24, {3, 3}, {1, 1}, {1, 1}, {1, 1}});
    expectError(ErrorCode::Unsupported, "groups of 1 channels", [&] { FastNetwork{maker.graph}; });
}

TEST(FastNetwork, RefusesBuffersAndSpansOfTheWrongSize) {
    GraphMaker maker({1, 8, 8});
    maker.threeByThree(0, 3);
    const FastNetwork network(maker.graph);
    FastNetwork::Buffers buffers(network, 1);
    WorkerPool pool(1);
    WorkerPool::Team pair(pool, 2);
    std::vector<float> image(64);
    std::vector<float> output(3 * 64);
    expectError(ErrorCode::InvalidArgument, "more threads",
                [&] { network.run(image, output, buffers, pair); });
    image.pop_back();
    expectError(ErrorCode::InvalidArgument, "expects 64 values",
                [&] { network.run(image, output, buffers, pair); });
}

} // namespace

} // namespace laurel
