#include "laurel/training/adam_trainer.h"

#include "laurel/base/error.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace laurel {
namespace {

/// Logits 0 and w·x for each pixel x, so that the cross-entropy's gradient by w is known:
/// (sigmoid(w·x) − label)·x.
class OneWeight final : public Network {
  public:
    at::Tensor forward(const at::Tensor& images) override {
        return at::cat({at::zeros_like(images), weight_ * images}, 1);
    }
    StateDict state() const override { return {}; }
    void loadState(const StateDict&) override {}
    std::vector<at::Tensor> parameters() override { return {weight_}; }
    void train(bool) override {}
    void moveTo(const at::Device&) override {}

    double weight() const { return weight_.item<double>(); }
    double gradient() const { return weight_.grad().item<double>(); }

  private:
    at::Tensor weight_ = at::full({1}, 0.3, at::kFloat).set_requires_grad(true);
};

TrainingBatch onePixel(float value, std::int64_t label) {
    return {at::full({1, 1, 1, 1}, value), at::full({1, 1, 1}, label, at::kLong), {}};
}

/// Adam as its paper writes it (Kingma & Ba, ICLR 2015), with the greatest second moment so far
/// (Reddi et al., ICLR 2018) or without.
struct AdamByHand {
    double weight = 0.3;
    bool amsgrad = true;
    double first = 0;
    double second = 0;
    double greatest = 0;
    int steps = 0;

    void step(double value, double label, double learningRate) {
        const double gradient = (1 / (1 + std::exp(-weight * value)) - label) * value;
        ++steps;
        first = 0.9 * first + 0.1 * gradient;
        second = 0.999 * second + 0.001 * gradient * gradient;
        greatest = amsgrad ? std::max(greatest, second) : second;
        const double firstUnbiased = first / (1 - std::pow(0.9, steps));
        const double secondUnbiased = greatest / (1 - std::pow(0.999, steps));
        weight -= learningRate * firstUnbiased / (std::sqrt(secondUnbiased) + 1e-8);
    }
};

TEST(AdamTrainer, StepsAsAdamWithAmsgradByHand) {
    constexpr double learningRate = 0.01;
    OneWeight network;
    AdamTrainer trainer(network, {LossKind::CrossEntropy, learningRate});
    AdamByHand expected;
    AdamByHand without;
    without.amsgrad = false;
    // One steep pixel, then gentle ones: plain Adam forgets the steep one, amsgrad does not.
    for (int i = 0; i < 400; ++i) {
        const float value = i == 0 ? 8.0F : 0.125F;
        const std::int64_t label = i % 5 == 0 ? 0 : 1;
        trainer.step(onePixel(value, label));
        expected.step(value, static_cast<double>(label), learningRate);
        without.step(value, static_cast<double>(label), learningRate);
        ASSERT_NEAR(network.weight(), expected.weight, 2e-5) << "step " << i + 1;
    }
    EXPECT_GT(std::abs(without.weight - expected.weight), 2e-3);
}

TEST(AdamTrainer, FirstStepIsTheLearningRateAgainstTheGradient) {
    OneWeight network;
    AdamTrainer trainer(network, {LossKind::CrossEntropy, 1e-3});
    const double loss = trainer.step(onePixel(2, 1));
    EXPECT_NEAR(loss, std::log(1 + std::exp(-0.6)), 1e-6);
    EXPECT_NEAR(network.weight(), 0.3 + 1e-3, 1e-7);
}

double lossAt(double weight, float value, std::int64_t label) {
    const double logit = weight * value;
    return std::log(1 + std::exp(label == 1 ? -logit : logit));
}

TEST(AdamTrainer, ProximalGradientEqualsFiniteDifferences) {
    constexpr double proximal = 1.7;
    OneWeight network;
    AdamTrainer trainer(network, {LossKind::CrossEntropy, 0.05, proximal, 0});
    const double beginning = network.weight();
    for (int i = 0; i < 20; ++i) {
        const double before = network.weight();
        const double loss = trainer.step(onePixel(2, 1));
        EXPECT_NEAR(loss, lossAt(before, 2, 1), 1e-6); // without the term
        const auto objective = [&](double weight) {
            return lossAt(weight, 2, 1) + proximal / 2 * std::pow(weight - beginning, 2);
        };
        constexpr double h = 1e-4;
        EXPECT_NEAR(network.gradient(), (objective(before + h) - objective(before - h)) / (2 * h),
                    1e-5);
    }
    EXPECT_GT(std::abs(network.weight() - beginning), 0.1);
}

TEST(AdamTrainer, ProximalTermHoldsTheWeightWhereBothGradientsBalance) {
    OneWeight free;
    OneWeight held;
    AdamTrainer without(free, {LossKind::CrossEntropy, 0.02});
    AdamTrainer with(held, {LossKind::CrossEntropy, 0.02, 10, 0});
    for (int i = 0; i < 500; ++i) {
        without.step(onePixel(2, 1));
        with.step(onePixel(2, 1));
    }
    EXPECT_GT(free.weight(), 1);
    // 10 (w − 0.3) = 2 (1 − sigmoid(2 w)) has its solution at 0.3614.
    EXPECT_NEAR(10 * (held.weight() - 0.3), 2 / (1 + std::exp(2 * held.weight())), 1e-3);
}

TEST(AdamTrainer, ClipsTheWholeGradient) {
    OneWeight network;
    AdamTrainer trainer(network, {LossKind::CrossEntropy, 1e-3, 0, 0.01});
    trainer.step(onePixel(2, 1)); // the gradient is 2 (sigmoid(0.6) − 1) = −0.709
    EXPECT_NEAR(network.gradient(), -0.01, 1e-7);
    OneWeight gentle;
    AdamTrainer loose(gentle, {LossKind::CrossEntropy, 1e-3, 0, 1});
    loose.step(onePixel(2, 1));
    EXPECT_NEAR(gentle.gradient(), 2 * (1 / (1 + std::exp(-0.6)) - 1), 1e-6);
}

TEST(AdamTrainer, SaysWhenTheLossIsNotFinite) {
    OneWeight network;
    AdamTrainer trainer(network, {LossKind::CrossEntropy, 1e-3});
    expectError(ErrorCode::Internal, "training diverged: the loss of step 1",
                [&] { trainer.step(onePixel(std::numeric_limits<float>::infinity(), 0)); });
}

} // namespace
} // namespace laurel
