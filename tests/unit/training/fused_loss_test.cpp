#include "fused_loss.h"

#include "laurel/training/losses.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <functional>
#include <gtest/gtest.h>

/// Floats take the fused pass, doubles LibTorch's operations: each must say what the other does.
namespace laurel {
namespace {

using Loss = std::function<at::Tensor(const at::Tensor&, const at::Tensor&)>;

struct Found {
    double loss;
    at::Tensor gradient;
};

struct Example {
    at::Tensor logits, labels, weights;
};

/// Wide enough for several pieces; a tenth is not annotated.
Example example() {
    at::manual_seed(2);
    Example made{at::randn({3, 7, 41, 39}) * 3, at::randint(7, {3, 41, 39}, at::kLong),
                 at::rand({3, 41, 39}) * 4};
    made.labels.masked_fill_(at::rand({3, 41, 39}) < 0.1, ignoredPixel);
    return made;
}

Found compute(const Loss& loss, const Example& from, at::ScalarType type) {
    const at::Tensor logits = from.logits.detach().clone().to(type).set_requires_grad(true);
    const at::Tensor value = loss(logits, from.weights.to(type));
    (value * 0.5).backward();
    return {value.item<double>(), logits.grad()};
}

void expectSame(const Loss& loss, const Example& from) {
    const Found fused = compute(loss, from, at::kFloat);
    const Found plain = compute(loss, from, at::kDouble);
    EXPECT_NEAR(fused.loss, plain.loss, 1e-5 * (1 + std::abs(plain.loss)));
    const double greatest = plain.gradient.abs().max().item<double>();
    EXPECT_LE((fused.gradient.to(at::kDouble) - plain.gradient).abs().max().item<double>(),
              2e-5 * greatest);
}

std::vector<std::pair<std::string, Loss>> lossesOf(const at::Tensor& labels) {
    return {
        {"cross-entropy", [=](const auto& x, const auto&) { return crossEntropyLoss(x, labels); }},
        {"weighted",
         [=](const auto& x, const auto& w) { return weightedCrossEntropyLoss(x, labels, w); }},
        {"dice", [=](const auto& x, const auto&) { return diceLoss(x, labels); }},
        {"both", [=](const auto& x, const auto&) { return diceCrossEntropyLoss(x, labels); }}};
}

TEST(FusedLoss, EqualsLibTorchsOperations) {
    const Example one = example();
    ASSERT_TRUE(canFuseLoss(one.logits));
    ASSERT_FALSE(canFuseLoss(one.logits.to(at::kDouble)));
    for (const auto& [name, loss] : lossesOf(one.labels)) {
        SCOPED_TRACE(name);
        expectSame(loss, one);
        Example last = one;
        last.logits = one.logits.contiguous(at::MemoryFormat::ChannelsLast);
        expectSame(loss, last);
    }
}

TEST(FusedLoss, CertainLogitsAreNoTrouble) {
    Example one = example();
    one.logits = one.logits * 200;
    for (const auto& [name, loss] : lossesOf(one.labels)) {
        SCOPED_TRACE(name);
        expectSame(loss, one);
    }
}

TEST(FusedLoss, IsZeroWhereNobodyAnnotated) {
    Example one = example();
    one.labels.fill_(ignoredPixel);
    for (const auto& [name, loss] : lossesOf(one.labels)) {
        const Found found = compute(loss, one, at::kFloat);
        EXPECT_EQ(found.loss, 0) << name;
        EXPECT_EQ(found.gradient.abs().max().item<float>(), 0) << name;
    }
}

TEST(FusedLoss, ThreadsDoNotChangeTheResult) {
    const Example one = example();
    for (const auto& [name, loss] : lossesOf(one.labels)) {
        at::set_num_threads(1);
        const Found alone = compute(loss, one, at::kFloat);
        at::set_num_threads(3);
        const Found three = compute(loss, one, at::kFloat);
        at::set_num_threads(1);
        EXPECT_EQ(alone.loss, three.loss) << name;
        EXPECT_TRUE(at::equal(alone.gradient, three.gradient)) << name;
    }
}

TEST(FusedLoss, RefusesLabelsBeyondTheChannels) {
    Example one = example();
    one.labels[1][2][3] = 7;
    expectError(ErrorCode::InvalidArgument, "label 7 in a batch for a network of 7 channels",
                [&] { diceCrossEntropyLoss(one.logits, one.labels); });
}

} // namespace
} // namespace laurel
