#include "plugin_test.h"
#include "unet_reference.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace laurel {

namespace {

class UNet3dTest : public PluginTest {
  protected:
    UNet3dTest() : PluginTest("unet3d", 3) {}
};

TEST_F(UNet3dTest, DescribesExactlyWhatItCreates) {
    Random random(11);
    for (int i = 0; i < 30; ++i) {
        manifest_.input.channels = random.integer(1, 4);
        manifest_.plugin.hyperparameters = randomUNet(random, 4);
        SCOPED_TRACE(manifest_.plugin.hyperparameters.dump());
        requireSameTensors(host_.describe(manifest_),
                           host_.createNetwork(manifest_)->state().specs(), "unet3d");
    }
}

TEST_F(UNet3dTest, KeepsItsExtentsWhateverTheyAre) {
    const auto network = make({{"widths", {8, 8, 16}}});
    const c10::NoGradGuard noGradients;
    for (const std::vector<std::int64_t>& extents :
         std::vector<std::vector<std::int64_t>>{{1, 1, 1}, {3, 9, 17}, {8, 16, 12}}) {
        const std::vector<std::int64_t> in{2, 1, extents[0], extents[1], extents[2]};
        std::vector<std::int64_t> out = in;
        out[1] = 3;
        const at::Tensor logits = network->forward(at::rand(in));
        EXPECT_EQ(logits.sizes().vec(), out);
        EXPECT_TRUE(at::isfinite(logits).all().item<bool>());
    }
}

TEST_F(UNet3dTest, ComputesWhatItsWeightsSay) {
    const c10::NoGradGuard noGradients;
    for (const std::string norm : {"group", "batch", "instance", "none"}) {
        for (const std::string up : {"transposed", "bilinear", "nearest", "max-unpooling"}) {
            SCOPED_TRACE(norm + " " + up);
            const bool residual = norm != "group";
            const auto network = make({{"widths", {4, 8, 8}},
                                       {"dilations", {2, 1, 1}},
                                       {"norm", norm},
                                       {"groups", 4},
                                       {"residual", residual},
                                       {"up", up}});
            const at::Tensor images = at::rand({2, 1, 8, 12, 4});
            const ReferenceUNet settings{3, norm, 4, residual, up, {2, 1, 1}};
            const at::Tensor expected = referenceForward(settings, network->state(), images);
            EXPECT_TRUE(at::allclose(network->forward(images), expected, 1e-4, 1e-5));
        }
    }
}

TEST_F(UNet3dTest, EveryParameterGetsAGradient) {
    for (const std::string up : {"transposed", "max-unpooling"}) {
        const auto network = make({{"widths", {8, 8}}, {"residual", true}, {"up", up}});
        network->train(true);
        network->forward(at::rand({2, 1, 4, 8, 8})).square().sum().backward();
        for (const at::Tensor& parameter : network->parameters()) {
            ASSERT_TRUE(parameter.grad().defined());
            EXPECT_GT(parameter.grad().abs().sum().item<double>(), 0);
        }
    }
}

TEST_F(UNet3dTest, RefusesSlicesAndHyperparametersOutOfBounds) {
    expectRefusal({{"widths", {8, 264}}}, "widths");
    expectRefusal({{"depth", 1}}, "depth");
    manifest_.input.axes = 2;
    expectRefusal(nlohmann::json::object(), "input.axes: expected 3");
}

} // namespace

} // namespace laurel
