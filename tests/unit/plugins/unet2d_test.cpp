#include "laurel/base/random.h"
#include "laurel/sdk/plugin_host.h"
#include "support/expect_error.h"
#include "unet_reference.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

namespace laurel {

namespace {

class UNet2dTest : public ::testing::Test {
  protected:
    UNet2dTest() {
        manifest_.id = "test-unet";
        manifest_.plugin = {"unet2d", "1.0", nlohmann::json::object()};
        manifest_.labels = {{1, "One", "A", {}, ""}, {2, "Two", "B", {}, ""}};
    }

    std::unique_ptr<Network> make(const nlohmann::json& hyperparameters) {
        manifest_.plugin.hyperparameters = hyperparameters;
        return host_.createNetwork(manifest_);
    }

    ModelManifest manifest_;
    PluginHost host_{{PLUGIN_FOLDER}};
};

nlohmann::json randomHyperparameters(Random& random) {
    const int groups = random.integer(1, 4);
    std::vector<int> widths;
    for (int level = random.integer(2, 6); level > 0; --level) {
        widths.push_back(groups * random.integer(4, 8));
    }
    const std::array norms{"group", "batch", "instance", "none"};
    return {{"widths", widths},
            {"groups", groups},
            {"norm", norms[static_cast<std::size_t>(random.integer(0, 3))]},
            {"residual", random.chance(0.5)},
            {"up", random.chance(0.5) ? "transposed" : "bilinear"},
            {"dropout", random.uniform(0, 0.8)}};
}

TEST_F(UNet2dTest, DescribesExactlyWhatItCreates) {
    Random random(7);
    for (int i = 0; i < 60; ++i) {
        manifest_.input.channels = random.integer(1, 4);
        manifest_.plugin.hyperparameters = randomHyperparameters(random);
        SCOPED_TRACE(manifest_.plugin.hyperparameters.dump());
        requireSameTensors(host_.describe(manifest_),
                           host_.createNetwork(manifest_)->state().specs(), "unet2d");
    }
}

TEST_F(UNet2dTest, DefaultsAreThoseOfTheGuide) {
    const auto plain = make(nlohmann::json::object())->state().specs();
    const auto written = make({{"widths", {24, 48, 96, 192}},
                               {"norm", "group"},
                               {"groups", 8},
                               {"residual", false},
                               {"up", "transposed"},
                               {"dropout", 0}})
                             ->state()
                             .specs();
    EXPECT_EQ(plain, written);
    std::int64_t parameters = 0;
    for (const TensorSpec& spec : plain) {
        std::int64_t count = 1;
        for (const std::int64_t extent : spec.shape) {
            count *= extent;
        }
        parameters += count;
    }
    // By hand for 1 channel, 3 classes: encoder blocks 5496 + 31296 + 124800 + 498432, ups 73824 +
    // 18480 + 4632, decoder blocks 249216 + 62400 + 15648, head 75.
    EXPECT_EQ(parameters, 1084299);
}

TEST_F(UNet2dTest, KeepsHeightAndWidthWhateverTheyAre) {
    const auto network = make({{"widths", {8, 8, 16, 16}}});
    const torch::NoGradGuard noGradients;
    for (const auto& [height, width] :
         std::vector<std::pair<int, int>>{{1, 1}, {7, 33}, {8, 8}, {31, 64}}) {
        const at::Tensor logits = network->forward(at::rand({2, 1, height, width}));
        EXPECT_EQ(logits.sizes().vec(), (std::vector<std::int64_t>{2, 3, height, width}));
        EXPECT_TRUE(at::isfinite(logits).all().item<bool>());
    }
}

TEST_F(UNet2dTest, ComputesWhatItsWeightsSay) {
    const torch::NoGradGuard noGradients;
    for (const std::string norm : {"group", "batch", "instance", "none"}) {
        for (const bool residual : {false, true}) {
            for (const bool transposed : {false, true}) {
                SCOPED_TRACE(norm + (residual ? " residual" : "") +
                             (transposed ? " transposed" : ""));
                const auto network = make({{"widths", {8, 8, 16}},
                                           {"norm", norm},
                                           {"groups", 4},
                                           {"residual", residual},
                                           {"dropout", 0.5},
                                           {"up", transposed ? "transposed" : "bilinear"}});
                const at::Tensor images = at::rand({2, 1, 20, 12});
                const ReferenceUNet settings{3, norm, 4, residual, transposed};
                const at::Tensor expected = referenceForward(settings, network->state(), images);
                EXPECT_TRUE(at::allclose(network->forward(images), expected, 1e-4, 1e-5));
            }
        }
    }
}

TEST_F(UNet2dTest, LearnsInTrainingModeOnly) {
    const auto network = make({{"widths", {8, 16}}, {"norm", "batch"}, {"dropout", 0.5}});
    const at::Tensor images = at::rand({4, 1, 16, 16});
    const StateDict before = network->state();
    EXPECT_TRUE(at::equal(network->forward(images), network->forward(images)));
    EXPECT_EQ(network->state(), before);
    network->train(true);
    EXPECT_FALSE(at::equal(network->forward(images), network->forward(images)));
    const StateDict after = network->state();
    EXPECT_EQ(after.at("encoder.0.norm1.num_batches_tracked").integers()[0], 2);
    EXPECT_FALSE(after == before);
}

TEST_F(UNet2dTest, EveryParameterGetsAGradient) {
    const auto network = make({{"widths", {8, 16, 16}}, {"residual", true}});
    network->train(true);
    network->forward(at::rand({2, 1, 16, 16})).square().sum().backward();
    for (const at::Tensor& parameter : network->parameters()) {
        ASSERT_TRUE(parameter.grad().defined());
        EXPECT_GT(parameter.grad().abs().sum().item<double>(), 0);
    }
}

TEST_F(UNet2dTest, RefusesHyperparametersOutOfBounds) {
    const std::vector<std::pair<nlohmann::json, std::string>> wrong{
        {{{"widths", {16}}}, "widths"},
        {{{"widths", {8, 8, 8, 8, 8, 8, 8}}}, "widths"},
        {{{"widths", {8, 264}}}, "widths"},
        {{{"widths", {8, -8}}}, "widths"},
        {{{"widths", {8, 1e300}}}, "widths"},
        {{{"widths", "wide"}}, "widths"},
        {{{"widths", {8, 16.5}}}, "widths"},
        {{{"widths", {12, 24}}}, "widths: expected multiples of groups, 8"},
        {{{"groups", 5}}, "groups: expected a divisor of every width, also 24"},
        {{{"widths", {8, 16}}, {"groups", 0}}, "groups"},
        {{{"norm", "layer"}}, "norm"},
        {{{"norm", 3}}, "norm"},
        {{{"up", "nearest"}}, "up"},
        {{{"residual", 1}}, "residual"},
        {{{"dropout", 1}}, "dropout"},
        {{{"dropout", -0.1}}, "dropout"},
        {{{"depth", 4}}, "depth"},
        {nlohmann::json::array(), "plugin.hyperparameters"},
    };
    for (const auto& [hyperparameters, field] : wrong) {
        SCOPED_TRACE(hyperparameters.dump());
        manifest_.plugin.hyperparameters = hyperparameters;
        expectError(ErrorCode::InvalidInput, field, [&] { host_.describe(manifest_); });
        expectError(ErrorCode::InvalidInput, field, [&] { host_.createNetwork(manifest_); });
    }
}

TEST_F(UNet2dTest, GroupsMatterOnlyToGroupNorm) {
    EXPECT_NO_THROW(make({{"widths", {6, 10}}, {"norm", "instance"}}));
}

} // namespace

} // namespace laurel
