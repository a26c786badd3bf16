#include "graphs.h"
#include "onnx_model.h"

#include "support/child_process.h"
#include "support/expect_error.h"

namespace laurel::bench {
namespace {

/// What ONNX's own library says of the files.
class OnnxModelTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!pythonHas("onnx")) {
            GTEST_SKIP() << "python3-onnx is not installed";
        }
    }

    /// The operators of a valid file.
    std::string operatorsOf(const Graph& graph) const {
        const ProcessResult checked = check(graph);
        EXPECT_EQ(checked.exitCode, 0) << checked.err;
        return checked.out;
    }

    ProcessResult check(const Graph& graph) const {
        const auto file = folder_.path() / "model.onnx";
        writeFileAtomically(file, onnxModel(graph));
        return runProcess({"/usr/bin/python3", LAUREL_CHECK_ONNX, file});
    }

  private:
    TemporaryFolder folder_;
};

std::vector<float> ones(std::int64_t count) {
    return std::vector<float>(static_cast<std::size_t>(count), 1.0F);
}

/// Each node reads what the one before it gave.
class Chain {
  public:
    explicit Chain(const MapShape& input) { graph_.values = {input}; }

    ValueId add(Operation operation, const MapShape& out, std::optional<ValueId> residual = {},
                std::optional<float> slope = {}) {
        return join(std::move(operation), {graph_.output}, out, residual, slope);
    }

    ValueId join(Operation operation, std::vector<ValueId> inputs, const MapShape& out,
                 std::optional<ValueId> residual = {}, std::optional<float> slope = {}) {
        graph_.values.push_back(out);
        graph_.output = graph_.values.size() - 1;
        graph_.nodes.push_back(
            {std::move(operation), std::move(inputs), graph_.output, residual, slope});
        return graph_.output;
    }

    const Graph& graph() const noexcept { return graph_; }

  private:
    Graph graph_;
};

ConvolutionOp convolution(std::int64_t in, std::int64_t out, std::int64_t kernel) {
    ConvolutionOp result;
    result.weight = ones(in * out * kernel * kernel);
    result.bias = ones(out);
    result.kernel = {kernel, kernel};
    result.padding = {kernel / 2, kernel / 2};
    return result;
}

TEST_F(OnnxModelTest, EveryOperationAndEpilogueIsValid) {
    Chain chain({3, 12, 20});
    const ValueId wide = chain.add(convolution(3, 8, 3), {8, 12, 20}, {}, 0.0F);
    chain.add(GroupNormOp{2, ones(8), ones(8), 1e-5}, {8, 12, 20}, wide, 0.01F);
    chain.add(GroupNormOp{8, ones(8), ones(8), 1e-5}, {8, 12, 20});
    chain.add(ScaleOp{ones(8), ones(8)}, {8, 12, 20}, wide);
    chain.add(PoolOp{}, {8, 6, 10});
    chain.add(PoolOp{PoolKind::Average, {3, 3}, {1, 1}, {1, 1}}, {8, 6, 10});
    const ValueId shuffled = chain.add(PixelShuffleOp{2}, {2, 12, 20});
    chain.add(TransposedConvolutionOp{ones(2 * 2 * 2 * 2), {}, 2}, {2, 24, 40}, {}, 0.0F);
    chain.add(ResizeOp{}, {2, 48, 80});
    chain.add(ResizeOp{ResizeKind::Bilinear, false, {}}, {2, 13, 17});
    chain.add(ResizeOp{ResizeKind::Bilinear, true, {}}, {2, 15, 18});
    chain.add(WindowOp{-2, 4, 0.5F}, {2, 12, 20});
    chain.join(ConcatOp{}, {shuffled, chain.graph().output, wide}, {12, 12, 20});
    chain.add(IdentityOp{}, {12, 12, 20});
    chain.add(IdentityOp{}, {12, 12, 20}, {}, 0.0F);
    EXPECT_EQ(operatorsOf(chain.graph()),
              "Conv Relu Reshape InstanceNormalization Reshape Mul Add Add LeakyRelu "
              "InstanceNormalization BatchNormalization Add MaxPool AveragePool DepthToSpace "
              "ConvTranspose Relu Resize Resize Resize Pad Slice Concat Identity Relu\n");
}

TEST_F(OnnxModelTest, AShapeThatDoesNotFitIsFound) {
    const ProcessResult checked = check(graphOf({3, 12, 20}, convolution(3, 8, 3), {8, 12, 19}));
    EXPECT_NE(checked.exitCode, 0);
    EXPECT_THAT(checked.err, ::testing::HasSubstr("ShapeInferenceError"));
}

TEST_F(OnnxModelTest, StepsGiveTheExtentsThatLibTorchRoundsDownTo) {
    for (const double factor : {0.3, 0.5, 1.3, 1.9, 2.0, 3.3}) {
        for (std::int64_t in = 4; in < 40; in += 5) {
            SCOPED_TRACE(std::to_string(in) + " pixels × " + std::to_string(factor));
            const auto out = static_cast<std::int64_t>(static_cast<double>(in) * factor);
            ResizeOp resize;
            resize.step = {1 / factor, std::nullopt};
            EXPECT_NO_THROW(onnxModel(graphOf({1, in, in}, resize, {1, out, 2 * in - 3})));
        }
    }
    ResizeOp resize;
    resize.step = {0.5, 0.5};
    EXPECT_EQ(operatorsOf(graphOf({1, 7, 9}, resize, {1, 14, 18})), "Resize\n");
}

TEST_F(OnnxModelTest, AStepThatLeadsElsewhereIsRefused) {
    ResizeOp resize;
    resize.step = {0.5, 0.5};
    expectError(ErrorCode::Unsupported, "from 7 to 15 pixels", [&] {
        onnxModel(graphOf({1, 7, 9}, resize, {1, 15, 18}));
    });
}

} // namespace
} // namespace laurel::bench
