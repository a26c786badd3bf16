#include "plugin_test.h"
#include "unet_reference.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace laurel {

namespace {

class UNet2dTest : public PluginTest {
  protected:
    UNet2dTest() : PluginTest("unet2d", 2) {}
};

TEST_F(UNet2dTest, DescribesExactlyWhatItCreates) {
    Random random(7);
    for (int i = 0; i < 60; ++i) {
        manifest_.input.channels = random.integer(1, 4);
        manifest_.plugin.hyperparameters = randomUNet(random, 6);
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
    const std::int64_t parameters = valuesOf(plain);
    // By hand for 1 channel, 3 classes: encoder blocks 5496 + 31296 + 124800 + 498432, ups 73824 +
    // 18480 + 4632, decoder blocks 249216 + 62400 + 15648, head 75.
    EXPECT_EQ(parameters, 1084299);
}

TEST_F(UNet2dTest, KeepsHeightAndWidthWhateverTheyAre) {
    const auto network = make({{"widths", {8, 8, 16, 16}}});
    const c10::NoGradGuard noGradients;
    for (const auto& [height, width] :
         std::vector<std::pair<int, int>>{{1, 1}, {7, 33}, {8, 8}, {31, 64}}) {
        const at::Tensor logits = network->forward(at::rand({2, 1, height, width}));
        EXPECT_EQ(logits.sizes().vec(), (std::vector<std::int64_t>{2, 3, height, width}));
        EXPECT_TRUE(at::isfinite(logits).all().item<bool>());
    }
}

TEST_F(UNet2dTest, ComputesWhatItsWeightsSay) {
    const c10::NoGradGuard noGradients;
    for (const std::string norm : {"group", "batch", "instance", "none"}) {
        for (const bool residual : {false, true}) {
            for (const std::string up : {"transposed", "bilinear", "nearest", "max-unpooling"}) {
                SCOPED_TRACE(norm + (residual ? " residual " : " ") + up);
                const auto network = make({{"widths", {8, 8, 16}},
                                           {"dilations", {1, 3, 2}},
                                           {"norm", norm},
                                           {"groups", 4},
                                           {"residual", residual},
                                           {"dropout", 0.5},
                                           {"up", up}});
                const at::Tensor images = at::rand({2, 1, 20, 12});
                const ReferenceUNet settings{3, norm, 4, residual, up, {1, 3, 2}};
                const at::Tensor expected = referenceForward(settings, network->state(), images);
                EXPECT_TRUE(at::allclose(network->forward(images), expected, 1e-4, 1e-5));
            }
        }
    }
}

TEST_F(UNet2dTest, DepthAndWidthAreAShorterWayToWriteWidths) {
    const auto specs = [&](const nlohmann::json& hyperparameters) {
        manifest_.plugin.hyperparameters = hyperparameters;
        return host_.describe(manifest_);
    };
    EXPECT_EQ(specs({{"depth", 3}, {"width", 16}}), specs({{"widths", {16, 32, 64}}}));
    EXPECT_EQ(specs({{"depth", 6}, {"width", 32}}),
              specs({{"widths", {32, 64, 128, 256, 256, 256}}}));
    EXPECT_EQ(specs({{"depth", 2}}), specs({{"widths", {24, 48}}}));
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
        {{{"up", "cubic"}}, "up"},
        {{{"width", 3}}, "width"},
        {{{"width", 12}}, "width: expected a multiple of groups, 8"},
        {{{"depth", 7}}, "depth"},
        {{{"depth", 3}, {"widths", {8, 16, 32}}}, "depth: expected no such field beside widths"},
        {{{"dilations", {1, 1}}}, "dilations"},
        {{{"dilations", {1, 1, 1, 17}}}, "dilations"},
        {{{"residual", 1}}, "residual"},
        {{{"dropout", 1}}, "dropout"},
        {{{"dropout", -0.1}}, "dropout"},
        {{{"levels", 4}}, "levels"},
        {nlohmann::json::array(), "plugin.hyperparameters"},
    };
    for (const auto& [hyperparameters, field] : wrong) {
        expectRefusal(hyperparameters, field);
    }
}

TEST_F(UNet2dTest, RefusesVolumes) {
    manifest_.input.axes = 3;
    expectRefusal(nlohmann::json::object(), "input.axes: expected 2");
}

TEST_F(UNet2dTest, GroupsMatterOnlyToGroupNorm) {
    EXPECT_NO_THROW(make({{"widths", {6, 10}}, {"norm", "instance"}}));
}

} // namespace

} // namespace laurel
