#include "fused_adam.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>
#include <torch/optim/adam.h>

namespace laurel {
namespace {

/// Some shapes, one larger than a piece, one in channels-last.
std::vector<at::Tensor> parametersFrom(std::uint64_t seed) {
    at::manual_seed(seed);
    std::vector<at::Tensor> parameters{
        at::randn({7}), at::randn({40, 33, 3, 3}), at::randn({1}),
        at::randn({12, 6, 3, 3}).contiguous(at::MemoryFormat::ChannelsLast)};
    for (at::Tensor& parameter : parameters) {
        parameter.set_requires_grad(true);
    }
    return parameters;
}

void drawGradients(std::vector<at::Tensor>& parameters, std::uint64_t seed) {
    at::manual_seed(seed);
    for (at::Tensor& parameter : parameters) {
        parameter.mutable_grad() = at::randn(parameter.sizes()) * static_cast<double>(seed % 3);
    }
}

void expectClose(const std::vector<at::Tensor>& found, const std::vector<at::Tensor>& expected) {
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_TRUE(at::allclose(found[i], expected[i], 1e-5, 1e-6)) << i;
    }
}

TEST(FusedAdam, StepsAsLibTorchsAdamWithAmsgrad) {
    auto ours = parametersFrom(1);
    auto theirs = parametersFrom(1);
    FusedAdam fused(ours, {.learningRate = 0.01});
    torch::optim::Adam adam(theirs, torch::optim::AdamOptions(0.01).amsgrad(true));
    for (std::uint64_t step = 2; step < 30; ++step) {
        drawGradients(ours, step);
        drawGradients(theirs, step);
        fused.step();
        adam.step();
    }
    expectClose(ours, theirs);
    EXPECT_FALSE(at::allclose(ours[1], parametersFrom(1)[1], 1e-2, 1e-2)); // they moved
}

TEST(FusedAdam, AddsTheProximalTermThenClips) {
    constexpr double proximal = 0.7;
    constexpr double norm = 3;
    auto ours = parametersFrom(4);
    auto theirs = parametersFrom(4);
    const auto beginning = parametersFrom(4);
    FusedAdam fused(ours, {.learningRate = 0.02, .proximal = proximal, .clipNorm = norm});
    torch::optim::Adam adam(theirs, torch::optim::AdamOptions(0.02).amsgrad(true));
    for (std::uint64_t step = 2; step < 20; ++step) {
        drawGradients(ours, step);
        drawGradients(theirs, step);
        fused.step();
        const c10::NoGradGuard guard;
        at::Tensor squares = at::zeros({}, at::kDouble);
        for (std::size_t i = 0; i < theirs.size(); ++i) {
            theirs[i].mutable_grad() += proximal * (theirs[i] - beginning[i]);
            squares += theirs[i].grad().to(at::kDouble).square().sum();
        }
        const double length = squares.sqrt().item<double>();
        for (at::Tensor& parameter : theirs) {
            parameter.mutable_grad() *= std::min(1.0, norm / length);
        }
        adam.step();
        for (std::size_t i = 0; i < ours.size(); ++i) {
            ASSERT_TRUE(at::allclose(ours[i].grad(), theirs[i].grad(), 1e-4, 1e-6)) << i;
        }
    }
    expectClose(ours, theirs);
}

TEST(FusedAdam, LeavesParametersWithoutGradientsAlone) {
    auto parameters = parametersFrom(1);
    FusedAdam fused(parameters, {.learningRate = 0.1, .proximal = 1, .clipNorm = 1});
    drawGradients(parameters, 4);
    parameters[1].mutable_grad() = at::Tensor();
    fused.step();
    EXPECT_TRUE(at::equal(parameters[1], parametersFrom(1)[1]));
    EXPECT_FALSE(at::equal(parameters[0], parametersFrom(1)[0]));
}

TEST(FusedAdam, ThreadsDoNotChangeTheResult) {
    std::vector<std::vector<at::Tensor>> results;
    for (const int threads : {1, 3}) {
        at::set_num_threads(threads);
        results.push_back(parametersFrom(9));
        FusedAdam fused(results.back(), {.proximal = 1, .clipNorm = 1});
        for (std::uint64_t step = 2; step < 6; ++step) {
            drawGradients(results.back(), step);
            fused.step();
        }
    }
    at::set_num_threads(1);
    for (std::size_t i = 0; i < results[0].size(); ++i) {
        EXPECT_TRUE(at::equal(results[0][i], results[1][i])) << i;
    }
}

TEST(FusedAdam, TakesOnlyDenseFloats) {
    EXPECT_TRUE(FusedAdam::takes(parametersFrom(1)));
    EXPECT_FALSE(FusedAdam::takes({at::rand({3}, at::kDouble)}));
    EXPECT_FALSE(FusedAdam::takes({at::rand({4, 4}).slice(1, 0, 2)}));
}

} // namespace
} // namespace laurel
