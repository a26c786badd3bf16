#include "laurel/training/losses.h"

#include "laurel/base/error.h"
#include "laurel/package/manifest.h"
#include "laurel/training/training_batch.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

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

struct NamedLoss {
    LossKind kind;
    std::string name;
};

std::vector<NamedLoss> allLosses() {
    std::vector<NamedLoss> losses;
    for (const std::string_view name : lossNames) {
        losses.push_back({lossFromName(std::string(name)), std::string(name)});
    }
    return losses;
}

/// As accumulateGradients calls it.
Loss lossOn(LossKind kind, const Example& example) {
    return [kind, example](const at::Tensor& logits) {
        return lossOf(kind, logits, {{}, example.labels, example.weights});
    };
}

/// About a third of the pixels is not annotated.
Example sparseExample() {
    Example example = randomExample();
    example.labels.masked_fill_(at::rand(example.labels.sizes()).lt(0.35), ignoredPixel);
    return example;
}

at::Tensor gradientOf(const Loss& loss, const at::Tensor& at) {
    const at::Tensor logits = at.clone().set_requires_grad(true);
    loss(logits).backward();
    return logits.grad();
}

TEST(Losses, GradientsAgreeWithFiniteDifferences) {
    for (const NamedLoss& loss : allLosses()) {
        SCOPED_TRACE(loss.name);
        const Example dense = randomExample();
        EXPECT_LT(gradientError(lossOn(loss.kind, dense), dense.logits), 1e-8);
        const Example sparse = sparseExample();
        EXPECT_LT(gradientError(lossOn(loss.kind, sparse), sparse.logits), 1e-8);
    }
}

TEST(Losses, IgnoredPixelsNeitherCountNorLearn) {
    const Example e = sparseExample();
    const at::Tensor ignored = e.labels.eq(ignoredPixel).unsqueeze(1).expand_as(e.logits);
    ASSERT_TRUE(ignored.any().item<bool>());
    for (const NamedLoss& loss : allLosses()) {
        SCOPED_TRACE(loss.name);
        const Loss compute = lossOn(loss.kind, e);
        const double value = compute(e.logits).item<double>();
        EXPECT_TRUE(std::isfinite(value));
        EXPECT_GT(value, 0);
        for (const double other : {-1e6, 3.0, std::numeric_limits<double>::quiet_NaN()}) {
            const at::Tensor changed = e.logits.masked_fill(ignored, other);
            EXPECT_EQ(compute(changed).item<double>(), value);
            const at::Tensor gradient = gradientOf(compute, changed);
            EXPECT_TRUE(gradient.masked_select(ignored).eq(0).all().item<bool>());
            EXPECT_TRUE(gradient.isfinite().all().item<bool>());
            EXPECT_GT(gradient.abs().sum().item<double>(), 0);
        }
    }
}

TEST(Losses, IgnoredPixelsCountAsIfTheyWereNotThere) {
    // The same two rows, alone and beside a row that nobody annotated.
    const Example e = randomExample();
    Example sparse = e;
    sparse.labels = e.labels.clone();
    sparse.labels.slice(1, 2).fill_(ignoredPixel);
    Example cut{e.logits.slice(2, 0, 2), e.labels.slice(1, 0, 2), e.weights.slice(1, 0, 2)};
    for (const NamedLoss& loss : allLosses()) {
        SCOPED_TRACE(loss.name);
        EXPECT_NEAR(lossOn(loss.kind, sparse)(sparse.logits).item<double>(),
                    lossOn(loss.kind, cut)(cut.logits).item<double>(), 1e-12);
    }
}

TEST(Losses, AreZeroWhereNothingIsAnnotated) {
    Example e = randomExample();
    e.labels.fill_(ignoredPixel);
    for (const NamedLoss& loss : allLosses()) {
        SCOPED_TRACE(loss.name);
        EXPECT_EQ(lossOn(loss.kind, e)(e.logits).item<double>(), 0);
        EXPECT_TRUE(gradientOf(lossOn(loss.kind, e), e.logits).eq(0).all().item<bool>());
    }
}

TEST(Losses, AreTheSameForVolumes) {
    const Example e = randomExample();
    for (const NamedLoss& loss : allLosses()) {
        SCOPED_TRACE(loss.name);
        Example volume = e;
        volume.labels = e.labels.unsqueeze(1);
        volume.weights = e.weights.unsqueeze(1);
        EXPECT_NEAR(lossOn(loss.kind, volume)(e.logits.unsqueeze(2)).item<double>(),
                    lossOn(loss.kind, e)(e.logits).item<double>(), 1e-12);
    }
}

/// Two pixels and two classes: softmax (3/4, 1/4) with label 0 and (1/2, 1/2) with label 1.
struct TwoPixels {
    at::Tensor logits = at::tensor({std::log(3.0), 0.0, 0.0, 0.0}, at::kDouble).view({1, 2, 1, 2});
    at::Tensor labels = at::tensor({0, 1}, at::kLong).view({1, 1, 2});
};

TEST(Losses, EqualHandCalculation) {
    const TwoPixels p;
    const double crossEntropy = (std::log(4.0 / 3) + std::log(2.0)) / 2;
    EXPECT_NEAR(crossEntropyLoss(p.logits, p.labels).item<double>(), crossEntropy, 1e-12);

    const at::Tensor weights = at::tensor({2.0, 0.5}, at::kDouble).view({1, 1, 2});
    EXPECT_NEAR(weightedCrossEntropyLoss(p.logits, p.labels, weights).item<double>(),
                (2 * std::log(4.0 / 3) + 0.5 * std::log(2.0)) / 2, 1e-12);

    // Structure 1: Σpg = 1/2, Σp² = 1/16 + 1/4, Σg² = 1.
    const double dice = 1 - (2 * 0.5 + 1) / (0.3125 + 1 + 1);
    EXPECT_NEAR(diceLoss(p.logits, p.labels).item<double>(), dice, 1e-12);
    EXPECT_NEAR(diceCrossEntropyLoss(p.logits, p.labels).item<double>(), crossEntropy + dice,
                1e-12);

    // (1 - 3/4)² and (1 - 1/2)² times the logarithms.
    const double focal = (std::log(4.0 / 3) / 16 + std::log(2.0) / 4) / 2;
    EXPECT_NEAR(focalLoss(p.logits, p.labels).item<double>(), focal, 1e-12);
    EXPECT_NEAR(diceFocalLoss(p.logits, p.labels).item<double>(), dice + focal, 1e-12);

    // T = 1/2, F = 1/4, M = 1/2.
    const double tversky = 1 - 1.5 / (0.5 + 0.3 * 0.25 + 0.7 * 0.5 + 1);
    EXPECT_NEAR(tverskyLoss(p.logits, p.labels).item<double>(), tversky, 1e-12);

    // One pixel in either half, of 1 - p = 3/4 and p = 1/2.
    EXPECT_NEAR(binaryBalancedLoss(p.logits, p.labels).item<double>(), crossEntropy, 1e-12);
}

TEST(Losses, BinaryBalancedWeighsBothHalvesAlikeHoweverLargeTheyAre) {
    // Nine pixels of background with p(1) = 1/4 and one of the structure with p(1) = 1/2.
    at::Tensor logits = at::zeros({1, 2, 1, 10}, at::kDouble);
    logits.select(1, 0).slice(2, 0, 9).fill_(std::log(3.0));
    at::Tensor labels = at::zeros({1, 1, 10}, at::kLong);
    labels.view(-1)[9] = 1;
    EXPECT_NEAR(binaryBalancedLoss(logits, labels).item<double>(),
                0.5 * std::log(4.0 / 3) + 0.5 * std::log(2.0), 1e-12);
}

TEST(Losses, BinaryBalancedStaysFiniteWhereTheNetworkIsSureAndWrong) {
    const at::Tensor logits = at::tensor({-200.0F, 200.0F}).view({1, 2, 1, 1});
    const at::Tensor labels = at::zeros({1, 1, 1}, at::kLong);
    const Loss loss = [&](const at::Tensor& x) { return binaryBalancedLoss(x, labels); };
    EXPECT_FLOAT_EQ(loss(logits).item<float>(), 200); // half of 400
    EXPECT_FLOAT_EQ(gradientOf(loss, logits).view(-1)[1].item<float>(), 0.5F);
}

TEST(Losses, VanishForACertainAndRightNetwork) {
    const Example e = randomExample();
    const at::Tensor sure = at::zeros_like(e.logits).scatter_(1, e.labels.unsqueeze(1), 60.0);
    for (const NamedLoss& loss : allLosses()) {
        EXPECT_NEAR(lossOn(loss.kind, e)(sure).item<double>(), 0, 1e-9) << loss.name;
    }
}

TEST(Losses, AreKnownByTheManifestsNames) {
    EXPECT_EQ(lossFromName("cross-entropy"), LossKind::CrossEntropy);
    EXPECT_EQ(lossFromName("weighted-cross-entropy"), LossKind::WeightedCrossEntropy);
    EXPECT_EQ(lossFromName("dice-cross-entropy"), LossKind::DiceCrossEntropy);
    EXPECT_EQ(lossFromName("binary-balanced"), LossKind::BinaryBalanced);
    EXPECT_EQ(lossFromName("dice"), LossKind::Dice);
    EXPECT_EQ(lossFromName("focal"), LossKind::Focal);
    EXPECT_EQ(lossFromName("dice-focal"), LossKind::DiceFocal);
    EXPECT_EQ(lossFromName("tversky"), LossKind::Tversky);
    expectError(ErrorCode::InvalidArgument,
                "loss: expected one of weighted-cross-entropy, cross-entropy, "
                "dice-cross-entropy, binary-balanced, dice, focal, dice-focal, tversky, got "
                "\"hinge\"",
                [] { lossFromName("hinge"); });
}

TEST(TrainingBatch, LeavesOutWhatNobodyAnnotated) {
    const TrainingPlane plane{
        {1, 4}, {0, 0, 0, 0}, {0, 1, ignoredLabel, 0}, {1, 1, 1, 1}, {0, 0, 7, 0}};
    const std::vector<TrainingPlane> planes{plane};
    const TrainingBatch batch =
        makeTrainingBatch(planes, LossKind::WeightedCrossEntropy, 2, at::kCPU);
    EXPECT_EQ(batch.labels[0][0][2].item<std::int64_t>(), ignoredPixel);
    // Of three pixels: frequencies 2/3 and 1/3, mean 1/2.
    EXPECT_FLOAT_EQ(batch.pixelWeights[0][0][0].item<float>(), 0.75F);
    EXPECT_FLOAT_EQ(batch.pixelWeights[0][0][1].item<float>(), 1.5F);
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
