#include "laurel/sdk/plugin_host.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace laurel {
namespace {

TEST(PluginTemplate, BuiltAgainstAnInstallationItOpensAndAnswers) {
    ModelManifest manifest;
    manifest.id = "template-model";
    manifest.plugin.name = "template";
    manifest.plugin.version = "1.0";
    manifest.plugin.hyperparameters = {{"width", 4}};
    manifest.labels = {{1, "One", "A", {}, ""}, {2, "Two", "B", {}, ""}};
    PluginHost host{{TEMPLATE_FOLDER}};
    const auto network = host.createNetwork(manifest);
    requireSameTensors(host.describe(manifest), network->state().specs(), "template");
    const c10::NoGradGuard noGradients;
    const at::Tensor logits = network->forward(at::rand({2, 1, 9, 7}));
    EXPECT_EQ(logits.sizes().vec(), (std::vector<std::int64_t>{2, 3, 9, 7}));
}

} // namespace
} // namespace laurel
