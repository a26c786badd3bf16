#include "winograd_convolution.h"

#include "gradients.h"
#include "laurel/layers/layers.h"

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

struct Case {
    std::int64_t images, in, out, rows, columns;
    bool bias;
};

std::vector<at::Tensor> example(const Case& one) {
    at::manual_seed(3);
    return {at::randn({one.images, one.in, one.rows, one.columns}),
            at::randn({one.out, one.in, 3, 3}), one.bias ? at::randn({one.out}) : at::Tensor()};
}

at::Tensor plain(const std::vector<at::Tensor>& in) {
    return at::conv2d(in[0], in[1], in[2], 1, 1);
}

at::Tensor winograd(const std::vector<at::Tensor>& in) {
    return winogradConvolution(in[0], in[1], in[2]);
}

TEST(WinogradConvolution, EqualsThePlainOneUpToRounding) {
    for (const Case& one : std::vector<Case>{{2, 16, 16, 24, 28, true},
                                             {1, 8, 24, 13, 7, true},
                                             {3, 32, 8, 5, 33, false},
                                             {1, 8, 8, 1, 1, true},
                                             {5, 72, 40, 11, 10, false}}) {
        SCOPED_TRACE(std::to_string(one.in) + " to " + std::to_string(one.out));
        const auto inputs = example(one);
        at::Tensor outer;
        const WithGradients expected = withGradients(plain, inputs, outer, at::kDouble);
        const WithGradients found = withGradients(winograd, inputs, outer, at::kFloat);
        EXPECT_LT(relativeError(found.result, expected.result), 1e-5);
        EXPECT_TRUE(found.result.is_contiguous(at::MemoryFormat::ChannelsLast));
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            ASSERT_EQ(found.gradients[i].defined(), inputs[i].defined());
            if (inputs[i].defined()) {
                EXPECT_LT(relativeError(found.gradients[i], expected.gradients[i]), 2e-5) << i;
            }
        }
    }
}

TEST(WinogradConvolution, GradientsEqualFiniteDifferences) {
    const auto inputs = example({1, 8, 8, 5, 6, true});
    at::Tensor outer;
    const WithGradients found = withGradients(winograd, inputs, outer, at::kFloat);
    for (std::size_t which = 0; which < inputs.size(); ++which) {
        // The function is linear in each: a wide step costs nothing but rounding.
        const at::Tensor numeric = differences(winograd, inputs, which, outer, 0.5);
        EXPECT_LT(relativeError(found.gradients[which], numeric), 1e-4) << which;
    }
}

TEST(WinogradConvolution, ReadsOtherLayouts) {
    auto inputs = example({2, 16, 8, 9, 14, true});
    at::Tensor outer;
    const WithGradients rows = withGradients(winograd, inputs, outer, at::kFloat);
    for (const std::size_t i : {0U, 1U}) {
        inputs[i] = inputs[i].contiguous(at::MemoryFormat::ChannelsLast);
    }
    const WithGradients channels = withGradients(winograd, inputs, outer, at::kFloat);
    EXPECT_TRUE(at::equal(rows.result, channels.result));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        EXPECT_TRUE(at::equal(rows.gradients[i], channels.gradients[i])) << i;
    }
}

TEST(WinogradConvolution, RepeatsItselfAndThreadsChangeRoundingOnly) {
    const auto inputs = example({3, 16, 32, 40, 36, true});
    at::Tensor outer;
    at::set_num_threads(1);
    const WithGradients alone = withGradients(winograd, inputs, outer, at::kFloat);
    at::set_num_threads(3);
    const WithGradients three = withGradients(winograd, inputs, outer, at::kFloat);
    const WithGradients again = withGradients(winograd, inputs, outer, at::kFloat);
    at::set_num_threads(1);
    EXPECT_TRUE(at::equal(alone.result, three.result));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        EXPECT_TRUE(at::equal(again.gradients[i], three.gradients[i])) << i;
        EXPECT_LT(relativeError(three.gradients[i], alone.gradients[i]), 1e-5) << i;
    }
}

TEST(WinogradConvolution, LeavesOutTheGradientThatNobodyWants) {
    const auto inputs = example({1, 8, 8, 12, 12, true});
    const at::Tensor weight = inputs[1].clone().set_requires_grad(true);
    winogradConvolution(inputs[0], weight, inputs[2]).sum().backward();
    EXPECT_TRUE(weight.grad().defined());
    EXPECT_FALSE(inputs[0].grad().defined());
}

TEST(WinogradConvolution, TakesOnlyWhatItCan) {
    const at::Tensor weight = at::rand({16, 8, 3, 3});
    EXPECT_TRUE(canUseWinograd(at::rand({1, 8, 40, 40}), weight));
    EXPECT_FALSE(canUseWinograd(at::rand({1, 8, 4, 4}), weight)); // not worth it
    EXPECT_FALSE(canUseWinograd(at::rand({1, 7, 40, 40}), at::rand({16, 7, 3, 3})));
    EXPECT_FALSE(canUseWinograd(at::rand({1, 8, 40, 40}, at::kDouble), weight));
    const c10::NoGradGuard inference;
    EXPECT_FALSE(canUseWinograd(at::rand({1, 8, 40, 40}), weight));
}

TEST(ConvolutionLayer, IsTheSameWhetherItLearnsOrNot) {
    for (const std::int64_t dilation : {1, 2}) {
        Convolution layer(
            {.in = 16, .out = 24, .kernel = 3, .padding = dilation, .dilation = dilation});
        const at::Tensor images = at::randn({2, 16, 33, 30});
        const at::Tensor learning = layer.forward(images);
        const c10::NoGradGuard inference;
        EXPECT_LT(relativeError(learning, layer.forward(images)), 1e-5);
    }
}

} // namespace
} // namespace laurel
