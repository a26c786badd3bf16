#include "fused_norm.h"

#include "gradients.h"
#include "laurel/layers/layers.h"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

at::Tensor separate(const std::vector<at::Tensor>& in, std::int64_t groups, bool rectify) {
    at::Tensor out = at::group_norm(in[0], groups, in[1], in[2]);
    out = in[3].defined() ? out + in[3] : out;
    return rectify ? out.relu() : out;
}

at::Tensor fused(const std::vector<at::Tensor>& in, std::int64_t groups, bool rectify) {
    return fusedNorm(in[0], in[1], in[2], in[3], {.groups = groups, .rectify = rectify});
}

std::vector<at::Tensor> example(std::vector<std::int64_t> sizes, bool shortcut, double mean = 0.3) {
    at::manual_seed(5);
    const std::int64_t channels = sizes[1];
    const at::Tensor input = at::randn(sizes) * 2 + mean;
    return {input, at::rand({channels}) + 0.5, at::randn({channels}) * 0.2,
            shortcut ? at::randn(sizes) : at::Tensor()};
}

void expectEqual(const std::vector<at::Tensor>& inputs, std::int64_t groups, bool rectify,
                 double tolerance) {
    at::Tensor outer;
    const WithGradients expected = withGradients(
        [&](const auto& in) { return separate(in, groups, rectify); }, inputs, outer, at::kDouble);
    const WithGradients found = withGradients(
        [&](const auto& in) { return fused(in, groups, rectify); }, inputs, outer, at::kFloat);
    EXPECT_LT(relativeError(found.result, expected.result), tolerance);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        SCOPED_TRACE("gradient " + std::to_string(i));
        ASSERT_EQ(found.gradients[i].defined(), expected.gradients[i].defined());
        if (found.gradients[i].defined()) {
            EXPECT_LT(relativeError(found.gradients[i], expected.gradients[i]), tolerance);
        }
    }
}

TEST(FusedNorm, EqualsTheSeparateOperations) {
    for (const bool shortcut : {false, true}) {
        for (const bool rectify : {false, true}) {
            SCOPED_TRACE(std::to_string(shortcut) + std::to_string(rectify));
            expectEqual(example({2, 16, 37, 23}, shortcut), 8, rectify, 1e-5);
            expectEqual(example({3, 24, 5, 1}, shortcut), 3, rectify, 1e-5);
            expectEqual(example({1, 8, 70, 70}, shortcut), 8, rectify, 1e-5); // instance norm
            expectEqual(example({2, 384, 3, 4}, shortcut), 8, rectify, 1e-5);
        }
    }
}

TEST(FusedNorm, LargeMeansCostNoDigits) {
    expectEqual(example({2, 16, 40, 40}, true, 1000), 8, false, 2e-3);
    const auto inputs = example({2, 16, 40, 40}, false, 1000);
    const at::Tensor lessMean = inputs[0].to(at::kDouble) - 1000;
    const at::Tensor expected = separate(
        {lessMean, inputs[1].to(at::kDouble), inputs[2].to(at::kDouble), at::Tensor()}, 8, true);
    EXPECT_LT(relativeError(fused(inputs, 8, true), expected), 2e-4);
}

TEST(FusedNorm, GradientsEqualFiniteDifferences) {
    const auto inputs = example({2, 8, 3, 4}, true);
    // Without the rectifier, whose bend differences would straddle.
    const Function function = [](const auto& in) { return fused(in, 2, false); };
    at::Tensor outer;
    const WithGradients found = withGradients(function, inputs, outer, at::kFloat);
    for (std::size_t which = 0; which < inputs.size(); ++which) {
        const at::Tensor numeric = differences(function, inputs, which, outer, 1e-2);
        EXPECT_LT(relativeError(found.gradients[which], numeric), 2e-3) << which;
    }
}

TEST(FusedNorm, ReadsOtherLayouts) {
    auto inputs = example({2, 16, 9, 7}, true);
    const at::Tensor plain = fused(inputs, 8, true);
    inputs[0] = inputs[0].contiguous(at::MemoryFormat::ChannelsLast);
    inputs[3] = inputs[3].contiguous(at::MemoryFormat::ChannelsLast);
    EXPECT_TRUE(at::equal(fused(inputs, 8, true), plain));
    EXPECT_TRUE(plain.is_contiguous(at::MemoryFormat::ChannelsLast));
}

TEST(FusedNorm, ThreadsDoNotChangeTheResult) {
    const auto inputs = example({3, 32, 31, 29}, true);
    const Function function = [](const auto& in) { return fused(in, 8, true); };
    at::Tensor outer;
    at::set_num_threads(1);
    const WithGradients alone = withGradients(function, inputs, outer, at::kFloat);
    at::set_num_threads(3);
    const WithGradients three = withGradients(function, inputs, outer, at::kFloat);
    at::set_num_threads(1);
    EXPECT_TRUE(at::equal(alone.result, three.result));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        EXPECT_TRUE(at::equal(alone.gradients[i], three.gradients[i])) << i;
    }
}

TEST(FusedNorm, TakesOnlyWhatItCan) {
    EXPECT_TRUE(canFuseNorm(at::rand({1, 8, 2, 2})));
    EXPECT_FALSE(canFuseNorm(at::rand({1, 6, 2, 2})));
    EXPECT_FALSE(canFuseNorm(at::rand({1, 8, 2, 2, 2})));
    EXPECT_FALSE(canFuseNorm(at::rand({1, 8, 2, 2}, at::kDouble)));
    EXPECT_FALSE(canFuseNorm(at::rand({0, 8, 2, 2})));
    const c10::NoGradGuard inference;
    EXPECT_FALSE(canFuseNorm(at::rand({1, 8, 2, 2})));
}

TEST(NormLayer, ForwardReluIsNormAdditionAndRelu) {
    for (const NormKind kind :
         {NormKind::Group, NormKind::Batch, NormKind::Instance, NormKind::None}) {
        for (const bool volume : {false, true}) {
            SCOPED_TRACE(std::to_string(static_cast<int>(kind)) + (volume ? " volume" : ""));
            Norm norm(kind, 2, 8);
            at::manual_seed(1);
            const at::Tensor input = volume ? at::randn({2, 8, 3, 4, 5}) : at::randn({2, 8, 4, 5});
            const at::Tensor shortcut = at::randn_like(input);
            const at::Tensor expected = (norm.forward(input) + shortcut).relu();
            EXPECT_TRUE(at::allclose(norm.forwardRelu(input, shortcut), expected, 1e-5, 1e-6));
            EXPECT_TRUE(at::allclose(norm.forwardRelu(input.clone()), norm.forward(input).relu(),
                                     1e-5, 1e-6));
        }
    }
}

} // namespace
} // namespace laurel
