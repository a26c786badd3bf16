#include "graphs.h"
#include "onnx_model.h"
#include "onnx_runtime.h"

#include "support/expect_error.h"

#include <cmath>
#include <cstdlib>
#include <optional>

namespace laurel::bench {
namespace {

TEST(OnnxRuntimeTest, SaysWhyALibraryDoesNotServe) {
    expectError(ErrorCode::NotFound, "/nowhere/lib.so", [] { OnnxRuntime("/nowhere/lib.so"); });
    expectError(ErrorCode::InvalidInput, "cannot be opened",
                [] { OnnxRuntime(LAUREL_SOURCE_DIR "/README.md"); });
    expectError(ErrorCode::InvalidInput, "is not ONNX Runtime",
                [] { OnnxRuntime(LAUREL_OTHER_LIBRARY); });
    expectError(ErrorCode::Unsupported, "is ONNX Runtime 1.8.1; expected 1.12 or later",
                [] { OnnxRuntime(LAUREL_OLD_ONNXRUNTIME); });
}

/// Against calculations by hand, where the environment variable LAUREL_ONNXRUNTIME says which
/// library to open: nothing that Debian packages has it.
class OnnxSessionTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (const char* const library = std::getenv("LAUREL_ONNXRUNTIME")) {
            runtime_.emplace(library);
        } else {
            GTEST_SKIP() << "LAUREL_ONNXRUNTIME does not name a library";
        }
    }

    OnnxSession sessionFor(const Graph& graph) const {
        return {*runtime_, onnxModel(graph), graph.values[graph.input], graph.values[graph.output],
                2};
    }

    void expectResult(const Graph& graph, const std::vector<float>& input,
                      const std::vector<float>& expected) const {
        std::vector<float> output(expected.size());
        sessionFor(graph).run(input, output);
        EXPECT_THAT(output, ::testing::Pointwise(::testing::FloatNear(1e-5F), expected));
    }

    std::optional<OnnxRuntime> runtime_;
};

TEST_F(OnnxSessionTest, SumsAndNorms) {
    ConvolutionOp row; // the pixel before and the pixel after, twice
    row.weight = {1, 0, 2};
    row.bias = {-1};
    row.kernel = {1, 3};
    row.padding = {0, 1};
    expectResult(graphOf({1, 1, 3}, row, {1, 1, 3}), {1, 2, 3}, {3, 6, 1});
    expectResult(graphOf({1, 1, 3}, row, {1, 1, 3}, 0.5F), {0, -2, 1}, {-2.5F, 1, -1.5F});
    const TransposedConvolutionOp up{{1, 2, 3, 4}, {-1}, 2};
    expectResult(graphOf({1, 1, 2}, up, {1, 2, 4}), {1, 10}, {0, 1, 9, 19, 2, 3, 29, 39});
    expectResult(graphOf({2, 1, 2}, ScaleOp{{2, -1}, {0, 5}}, {2, 1, 2}), {1, 2, 3, 4},
                 {2, 4, 2, 1});
    // Mean 2.5, variance 1.25; then each channel alone: variance 0.25.
    const float far = 1.5F / std::sqrt(1.25F);
    const float near = 0.5F / std::sqrt(1.25F);
    expectResult(graphOf({2, 1, 2}, GroupNormOp{1, {1, 2}, {0, 1}, 0}, {2, 1, 2}), {1, 2, 3, 4},
                 {-far, -near, 2 * near + 1, 2 * far + 1});
    expectResult(graphOf({2, 1, 2}, GroupNormOp{2, {1, 2}, {0, 1}, 0}, {2, 1, 2}), {1, 2, 3, 4},
                 {-1, 1, -1, 3});
}

TEST_F(OnnxSessionTest, MapsOfOtherExtents) {
    const PoolOp most{PoolKind::Max, {1, 2}, {1, 2}, {0, 0}};
    expectResult(graphOf({1, 1, 4}, most, {1, 1, 2}), {1, 4, 3, 2}, {4, 3});
    const PoolOp mean{PoolKind::Average, {1, 2}, {1, 2}, {0, 1}};
    expectResult(graphOf({1, 1, 2}, mean, {1, 1, 2}), {4, 6}, {2, 3});
    expectResult(graphOf({1, 1, 2}, ResizeOp{}, {1, 1, 4}), {1, 2}, {1, 1, 2, 2});
    const ResizeOp areas{ResizeKind::Bilinear, false, {}};
    expectResult(graphOf({1, 1, 2}, areas, {1, 1, 4}), {1, 2}, {1, 1.25F, 1.75F, 2});
    const ResizeOp corners{ResizeKind::Bilinear, true, {}};
    expectResult(graphOf({1, 1, 2}, corners, {1, 1, 4}), {1, 4}, {1, 2, 3, 4});
    expectResult(graphOf({4, 1, 1}, PixelShuffleOp{2}, {1, 2, 2}), {1, 2, 3, 4}, {1, 2, 3, 4});
    expectResult(graphOf({1, 2, 2}, WindowOp{1, -1, 9}, {1, 2, 2}), {1, 2, 3, 4}, {9, 3, 9, 9});
}

TEST_F(OnnxSessionTest, SaysWhatItRefuses) {
    const Graph graph = graphOf({1, 1, 2}, ResizeOp{}, {1, 1, 4});
    std::vector<float> output(4);
    expectError(ErrorCode::InvalidArgument, "expected 2 values in and 4 out, got 3 and 4",
                [&] { sessionFor(graph).run(std::vector<float>(3), output); });
    expectError(ErrorCode::InvalidInput,
                "ONNX Runtime: ", [&] { OnnxSession(*runtime_, "no model", {}, {}, 1); });
}

} // namespace
} // namespace laurel::bench
