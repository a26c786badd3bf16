#include "laurel/tracing/trace.h"

#include "graph_kinds.h"
#include "laurel/inference/fast_network.h"
#include "random_network.h"
#include "support/expect_error.h"

#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace laurel {

namespace {

/// Any function as a network.
class FunctionNetwork final : public Network {
  public:
    explicit FunctionNetwork(std::function<at::Tensor(const at::Tensor&)> function)
        : function_(std::move(function)) {}
    at::Tensor forward(const at::Tensor& images) override { return function_(images); }
    StateDict state() const override { return {}; }
    void loadState(const StateDict&) override {}
    std::vector<at::Tensor> parameters() override { return {}; }
    void train(bool) override {}
    void moveTo(const at::Device&) override {}

  private:
    std::function<at::Tensor(const at::Tensor&)> function_;
};

at::Tensor fastAnswer(const Graph& graph, const at::Tensor& image) {
    const FastNetwork network(graph);
    const MapShape shape = network.outputShape();
    at::Tensor answer = at::empty({1, shape.channels, shape.rows, shape.columns});
    WorkerPool pool(0);
    WorkerPool::Team team(pool, 1);
    FastNetwork::Buffers buffers(network, 1);
    network.run({image.data_ptr<float>(), static_cast<std::size_t>(image.numel())},
                {answer.data_ptr<float>(), static_cast<std::size_t>(answer.numel())}, buffers,
                team);
    return answer;
}

TEST(TraceNetwork, TwoHundredRandomNetworksAnswerAsLibTorchDoes) {
    at::manual_seed(1);
    GraphKinds kinds;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        const std::int64_t channels = 1 + seed % 3;
        const MapShape shape{channels, 8 + seed % 23, 8 + seed * 3 % 29};
        RandomNetwork network(seed, channels, 2 + seed % 8);
        const at::Tensor image = at::randn({1, channels, shape.rows, shape.columns});
        const c10::NoGradGuard noGradients;
        const at::Tensor expected = network.forward(image);
        const Graph graph = traceNetwork(network, shape);
        kinds.add(graph);
        const at::Tensor found = fastAnswer(graph, image);
        ASSERT_EQ(found.sizes(), expected.sizes()) << "seed " << seed;
        const double scale = std::max(1.0, expected.abs().max().item<double>());
        ASSERT_LE((found - expected).abs().max().item<double>(), 1e-4 * scale) << "seed " << seed;
    }
    EXPECT_THAT(kinds.missing(), testing::IsEmpty());
}

TEST(TraceNetwork, ParametersKeepTheirGradients) {
    RandomNetwork network(3, 1, 2);
    traceNetwork(network, {1, 16, 16});
    for (const at::Tensor& parameter : network.parameters()) {
        EXPECT_TRUE(parameter.requires_grad());
    }
}

TEST(TraceNetwork, NamesTheOperationThatItCannotExpress) {
    const auto tracing = [](std::function<at::Tensor(const at::Tensor&)> function) {
        FunctionNetwork network(std::move(function));
        return errorTextOf([&] { traceNetwork(network, {1, 8, 8}); });
    };
    using testing::HasSubstr;
    EXPECT_THAT(tracing([](const at::Tensor& x) { return at::square(x); }),
                HasSubstr("unsupported: operation aten::square"));
    EXPECT_THAT(tracing([](const at::Tensor& x) { return x * x; }), HasSubstr("of two maps"));
    EXPECT_THAT(tracing([](const at::Tensor& x) { return x.flip(2); }), HasSubstr("aten::flip"));
    EXPECT_THAT(tracing([](const at::Tensor& x) { return at::max_pool2d(x, 2, 2, 0, 1, true); }),
                HasSubstr("rounded up"));
    EXPECT_THAT(tracing([](const at::Tensor&) {
                    return at::zeros({1, 2, 8, 8});
                }),
                HasSubstr("does not depend on its input"));
    EXPECT_THAT(tracing([](const at::Tensor& x) {
                    return at::cat({x, x}, 2);
                }),
                HasSubstr("another axis"));
}

TEST(TraceNetwork, PassesOnWhatTheNetworkThrows) {
    FunctionNetwork network([](const at::Tensor& x) { return x.view({3, 1000}); });
    expectError(ErrorCode::Internal, "following the network's operations", [&] {
        traceNetwork(network, {1, 8, 8});
    });
    RandomNetwork good(1, 1, 2); // the tracer is not left switched on
    traceNetwork(good, {1, 16, 16});
}

} // namespace

} // namespace laurel
