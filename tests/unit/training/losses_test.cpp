#include "laurel/training/losses.h"

#include "laurel/base/error.h"
#include "laurel/training/network_trainer.h"

#include <ATen/ATen.h>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>

namespace laurel {
namespace {

using Loss = std::function<at::Tensor(const at::Tensor&)>;

struct Example {
    at::Tensor logits; ///< double, so that finite differences are exact enough
    at::Tensor labels;
    at::Tensor weights;
};

Example randomExample() {
    at::manual_seed(7);
    Example example;
    example.logits = at::randn({2, 4, 5, 3}, at::kDouble);
    example.labels = at::randint(4, {2, 5, 3}, at::kLong);
    example.weights = at::rand({2, 5, 3}, at::kDouble) * 3;
    return example;
}

/// Largest difference between autograd's gradient and the central difference quotient.
double gradientError(const Loss& loss, const at::Tensor& at) {
    const at::Tensor logits = at.clone().set_requires_grad(true);
    loss(logits).backward();
    const at::Tensor gradient = logits.grad().flatten();
    double worst = 0;
    constexpr double step = 1e-6;
    for (std::int64_t i = 0; i < gradient.numel(); ++i) {
        const at::Tensor up = at.clone();
        const at::Tensor down = at.clone();
        up.view(-1)[i] += step;
        down.view(-1)[i] -= step;
        const double numeric = (loss(up).item<double>() - loss(down).item<double>()) / (2 * step);
        worst = std::max(worst, std::abs(numeric - gradient[i].item<double>()));
    }
    return worst;
}

TEST(Losses, GradientsAgreeWithFiniteDifferences) {
    const Example e = randomExample();
    EXPECT_LT(
        gradientError([&](const at::Tensor& x) { return crossEntropyLoss(x, e.labels); }, e.logits),
        1e-8);
    EXPECT_LT(
        gradientError(
            [&](const at::Tensor& x) { return weightedCrossEntropyLoss(x, e.labels, e.weights); },
            e.logits),
        1e-8);
    EXPECT_LT(gradientError([&](const at::Tensor& x) { return diceCrossEntropyLoss(x, e.labels); },
                            e.logits),
              1e-8);
}

TEST(Losses, EqualHandCalculation) {
    // Two pixels, two classes, logits such that softmax gives (3/4, 1/4) and (1/2, 1/2); labels 0
    // and 1.
    const at::Tensor logits =
        at::tensor({std::log(3.0), 0.0, 0.0, 0.0}, at::kDouble).view({1, 2, 1, 2});
    const at::Tensor labels = at::tensor({0, 1}, at::kLong).view({1, 1, 2});
    const double crossEntropy = (std::log(4.0 / 3) + std::log(2.0)) / 2;
    EXPECT_NEAR(crossEntropyLoss(logits, labels).item<double>(), crossEntropy, 1e-12);

    const at::Tensor weights = at::tensor({2.0, 0.5}, at::kDouble).view({1, 1, 2});
    EXPECT_NEAR(weightedCrossEntropyLoss(logits, labels, weights).item<double>(),
                (2 * std::log(4.0 / 3) + 0.5 * std::log(2.0)) / 2, 1e-12);

    // Structure 1: Σpg = 1/2, Σp² = 1/16 + 1/4, Σg² = 1.
    const double dice = (2 * 0.5 + 1) / (0.3125 + 1 + 1);
    EXPECT_NEAR(diceCrossEntropyLoss(logits, labels).item<double>(), crossEntropy + 1 - dice,
                1e-12);
}

TEST(Losses, VanishForACertainAndRightNetwork) {
    const Example e = randomExample();
    const at::Tensor sure = at::zeros_like(e.logits).scatter_(1, e.labels.unsqueeze(1), 60.0);
    EXPECT_NEAR(crossEntropyLoss(sure, e.labels).item<double>(), 0, 1e-9);
    EXPECT_NEAR(diceCrossEntropyLoss(sure, e.labels).item<double>(), 0, 1e-9);
}

TEST(Losses, AreKnownByTheManifestsNames) {
    EXPECT_EQ(lossFromName("cross-entropy"), LossKind::CrossEntropy);
    EXPECT_EQ(lossFromName("weighted-cross-entropy"), LossKind::WeightedCrossEntropy);
    EXPECT_EQ(lossFromName("dice-cross-entropy"), LossKind::DiceCrossEntropy);
    EXPECT_THROW(lossFromName("dice"), Error);
}

TEST(TrainingBatch, WeighsPixelsByBalanceOfTheBatchPlusBorder) {
    TrainingPlane first{{1, 2}, {0.25F, 0.5F}, {0, 0}, {1, 1}, {0, 4}};
    TrainingPlane second{{1, 2}, {0.75F, 1}, {0, 1}, {1, 1}, {1, 0}};
    const std::vector<TrainingPlane> planes{first, second};
    const TrainingBatch batch =
        makeTrainingBatch(planes, LossKind::WeightedCrossEntropy, 2, at::kCPU);
    EXPECT_EQ(batch.images.sizes(), (at::IntArrayRef{2, 1, 1, 2}));
    EXPECT_FLOAT_EQ(batch.images[1][0][0][0].item<float>(), 0.75F);
    EXPECT_EQ(batch.labels[1][0][1].item<std::int64_t>(), 1);
    // Frequencies 3/4 and 1/4, mean 1/2: balances 2/3 and 2.
    EXPECT_FLOAT_EQ(batch.pixelWeights[0][0][1].item<float>(), 2.0F / 3 + 4);
    EXPECT_FLOAT_EQ(batch.pixelWeights[1][0][0].item<float>(), 2.0F / 3 + 1);
    EXPECT_FLOAT_EQ(batch.pixelWeights[1][0][1].item<float>(), 2);
    EXPECT_FALSE(
        makeTrainingBatch(planes, LossKind::CrossEntropy, 2, at::kCPU).pixelWeights.defined());
    EXPECT_THROW(makeTrainingBatch({}, LossKind::CrossEntropy, 2, at::kCPU), Error);
}

} // namespace
} // namespace laurel
