#include "plugin_folder.h"

#include "laurel/sdk/plugin_host.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

namespace laurel {

namespace {

/// The example plugin's network, through the plugin boundary as always.
class ModuleNetworkTest : public ::testing::Test {
  protected:
    ModuleNetworkTest() {
        folder_.add("example", EXAMPLE_PLUGIN);
        host_ = std::make_unique<PluginHost>(std::vector{folder_.path()});
    }

    std::unique_ptr<Network> make() { return host_->createNetwork(manifest_); }

    ModelManifest manifest_ = manifestFor("example");
    PluginFolder folder_;
    std::unique_ptr<PluginHost> host_;
};

TEST_F(ModuleNetworkTest, StateIsWhatThePluginDescribes) {
    requireSameTensors(host_->describe(manifest_), make()->state().specs(), "example");
}

TEST_F(ModuleNetworkTest, SameWeightsGiveTheSameAnswers) {
    const auto one = make();
    const auto other = make();
    const at::Tensor images = at::rand({2, 1, 9, 7});
    EXPECT_FALSE(at::equal(one->forward(images), other->forward(images)));
    other->loadState(one->state());
    EXPECT_TRUE(at::equal(one->forward(images), other->forward(images)));
    EXPECT_EQ(one->state(), other->state());
    const auto loaded = host_->loadNetwork(manifest_, one->state());
    EXPECT_TRUE(at::equal(one->forward(images), loaded->forward(images)));
}

TEST_F(ModuleNetworkTest, StateIsACopy) {
    const auto network = make();
    const StateDict before = network->state();
    const float value = before.at("first.bias").floats()[0];
    {
        const torch::NoGradGuard noGradients;
        for (at::Tensor& parameter : network->parameters()) {
            parameter.add_(1);
        }
    }
    EXPECT_EQ(before.at("first.bias").floats()[0], value);
    EXPECT_FLOAT_EQ(network->state().at("first.bias").floats()[0], value + 1);
}

TEST_F(ModuleNetworkTest, RefusesOtherTensorsAndStaysAsItWas) {
    const auto network = make();
    const StateDict before = network->state();
    StateDict changed;
    for (const auto& [name, tensor] : before.entries()) {
        if (name == "second.weight") {
            changed.add(name, Tensor::fromFloats({1}, {0}));
        } else {
            changed.add(name, Tensor::fromFloats(
                                  tensor.shape(),
                                  std::vector<float>(static_cast<std::size_t>(tensor.count()))));
        }
    }
    expectError(ErrorCode::InvalidInput, "second.weight", [&] { network->loadState(changed); });
    EXPECT_EQ(network->state(), before);
}

TEST_F(ModuleNetworkTest, ParametersAreTheOptimisersHandles) {
    const auto network = make();
    const auto parameters = network->parameters();
    ASSERT_EQ(parameters.size(), 4U);
    network->forward(at::rand({1, 1, 8, 8})).sum().backward();
    for (const at::Tensor& parameter : parameters) {
        EXPECT_TRUE(parameter.requires_grad());
        EXPECT_TRUE(parameter.grad().defined());
    }
}

TEST_F(ModuleNetworkTest, HyperparametersAreCheckedByThePlugin) {
    manifest_.plugin.hyperparameters = {{"width", 65}};
    expectError(ErrorCode::InvalidInput, "plugin.hyperparameters.width", [&] { make(); });
    manifest_.plugin.hyperparameters = {{"widht", 5}};
    expectError(ErrorCode::InvalidInput, "widht", [&] { host_->describe(manifest_); });
}

} // namespace

} // namespace laurel
