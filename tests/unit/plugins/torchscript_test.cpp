#include "laurel/base/files.h"
#include "laurel/package/model_package.h"
#include "laurel/weights/crypto.h"
#include "plugin_test.h"

#include <c10/core/GradMode.h>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <torch/script.h>

namespace laurel {

namespace {

namespace fs = std::filesystem;

NetworkProgram bytesOf(const torch::jit::Module& module) {
    std::ostringstream stream;
    module.save(stream);
    const std::string text = stream.str();
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// One convolution to three classes, its answer scaled by a buffer.
torch::jit::Module smallModule(
    const std::string& forward = "def forward(self, x):\n"
                                 "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
                                 "    return y * self.scale\n") {
    torch::jit::Module module("Small");
    module.register_attribute("training", c10::BoolType::get(), true);
    module.register_parameter("weight", at::rand({3, 1, 3, 3}), false);
    module.register_parameter("bias", at::rand({3}), false);
    module.register_buffer("scale", at::full({1}, 2.0F));
    module.define(forward);
    return module;
}

class TorchScriptTest : public PluginTest {
  protected:
    TorchScriptTest() : PluginTest("torchscript", 2) {}

    void setProgram(NetworkProgram program) {
        manifest_.plugin.networkSha256 = sha256Hex(program);
        manifest_.plugin.program = std::make_shared<const NetworkProgram>(std::move(program));
    }
};

TEST_F(TorchScriptTest, RunsTheModuleWithTheWeightsOfThePackage) {
    const c10::NoGradGuard noGradients;
    torch::jit::Module module = smallModule();
    setProgram(bytesOf(module));
    StateDict weights;
    weights.add("weight", Tensor::fromFloats({3, 1, 3, 3}, std::vector<float>(27, 0.5F)));
    weights.add("bias", Tensor::fromFloats({3}, {1, 2, 3}));
    weights.add("scale", Tensor::fromFloats({1}, {10}));
    const auto network = host_.loadNetwork(manifest_, weights);
    const at::Tensor logits = network->forward(at::ones({1, 1, 4, 4}));
    EXPECT_EQ(logits.sizes().vec(), (std::vector<std::int64_t>{1, 3, 4, 4}));
    EXPECT_FLOAT_EQ(logits[0][1][0][0].item<float>(), 40); // (4 · 0.5 + 2) · 10
    EXPECT_FLOAT_EQ(logits[0][2][1][1].item<float>(), 75); // (9 · 0.5 + 3) · 10
    EXPECT_EQ(network->state(), weights);
}

TEST_F(TorchScriptTest, DescribesParametersAndBuffers) {
    setProgram(bytesOf(smallModule()));
    const std::vector<TensorSpec> expected{{"bias", DType::F32, {3}},
                                           {"scale", DType::F32, {1}},
                                           {"weight", DType::F32, {3, 1, 3, 3}}};
    requireSameTensors(host_.describe(manifest_), expected, "torchscript");
    requireSameTensors(host_.createNetwork(manifest_)->state().specs(), expected, "torchscript");
}

TEST_F(TorchScriptTest, RefusesWeightsOfAnotherShape) {
    setProgram(bytesOf(smallModule()));
    StateDict weights = host_.createNetwork(manifest_)->state();
    StateDict changed;
    for (const auto& [name, tensor] : weights.entries()) {
        changed.add(name, name == "bias" ? Tensor::fromFloats({2}, {0, 0}) : tensor);
    }
    expectError(ErrorCode::InvalidInput, "bias", [&] { host_.loadNetwork(manifest_, changed); });
}

TEST_F(TorchScriptTest, Learns) {
    setProgram(bytesOf(smallModule()));
    const auto network = host_.createNetwork(manifest_);
    network->train(true);
    const StateDict before = network->state();
    network->forward(at::rand({2, 1, 8, 8})).square().sum().backward();
    {
        const c10::NoGradGuard noGradients;
        ASSERT_EQ(network->parameters().size(), 2U);
        for (const at::Tensor& parameter : network->parameters()) {
            ASSERT_TRUE(parameter.grad().defined());
            at::Tensor(parameter).sub_(parameter.grad(), 0.01);
        }
    }
    const StateDict after = network->state();
    EXPECT_FALSE(after.at("weight") == before.at("weight"));
    EXPECT_FALSE(after.at("bias") == before.at("bias"));
    EXPECT_EQ(after.at("scale"), before.at("scale"));
}

TEST_F(TorchScriptTest, TrainingAndInferenceModesReachTheModule) {
    const c10::NoGradGuard noGradients;
    setProgram(
        bytesOf(smallModule("def forward(self, x):\n"
                            "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
                            "    return torch.dropout(y, 0.5, self.training)\n")));
    const auto network = host_.createNetwork(manifest_);
    const at::Tensor images = at::rand({1, 1, 16, 16});
    EXPECT_TRUE(at::equal(network->forward(images), network->forward(images)));
    network->train(true);
    EXPECT_FALSE(at::equal(network->forward(images), network->forward(images)));
}

TEST_F(TorchScriptTest, NeedsTheProgramThatTheManifestNames) {
    expectRefusal(nlohmann::json::object(), "plugin.network_sha256");
    manifest_.plugin.networkSha256 = std::string(64, 'a');
    expectRefusal(nlohmann::json::object(), "its network.pt has not been read");
}

TEST_F(TorchScriptTest, RefusesWhatIsNoNetwork) {
    const auto refuses = [&](NetworkProgram program, const std::string& message) {
        setProgram(std::move(program));
        expectRefusal(nlohmann::json::object(), message);
    };
    const NetworkProgram whole = bytesOf(smallModule());
    refuses(NetworkProgram(100, std::byte{7}), "expected a TorchScript module");
    refuses({whole.begin(), whole.begin() + 200}, "expected a TorchScript module");
    torch::jit::Module silent("Silent");
    silent.register_parameter("weight", at::rand({1}), false);
    silent.define("def other(self, x):\n    return x * self.weight\n");
    refuses(bytesOf(silent), "no method forward");
    torch::jit::Module frozen("Frozen");
    frozen.define("def forward(self, x):\n    return x\n");
    refuses(bytesOf(frozen), "no parameters");
    setProgram(whole);
    expectRefusal({{"width", 8}}, "plugin.hyperparameters: unknown field \"width\"");
}

TEST_F(TorchScriptTest, RefusesOperatorsThatReachFiles) {
    const TemporaryFolder folder;
    const fs::path target = folder.path() / "written";
    setProgram(
        bytesOf(smallModule("def forward(self, x):\n"
                            "    y = torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])\n"
                            "    if self.scale.sum() > 0:\n"
                            "        torch.save(y, \"" +
                            target.string() +
                            "\")\n"
                            "    return y\n")));
    expectRefusal(nlohmann::json::object(), "its operator aten::save is not one");
    EXPECT_FALSE(fs::exists(target));
}

TEST_F(TorchScriptTest, AnswersAsPythonDoes) {
    if (!fs::exists("/usr/lib/python3/dist-packages/torch/__init__.py")) {
        GTEST_SKIP() << "python3-torch is not installed";
    }
    const TemporaryFolder folder;
    const fs::path made = folder.path() / "scripted-leg";
    const fs::path answer = folder.path() / "answer";
    const std::string script = LAUREL_SOURCE_DIR "/tests/unit/plugins/python_answer.py";
    const std::string examples = LAUREL_SOURCE_DIR "/examples/torchscript";
    const std::string command = "/usr/bin/python3 '" + script + "' '" + examples + "' '" +
                                made.string() + "' '" + answer.string() + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);

    const ModelPackage package = ModelPackage::open(made);
    const auto network = host_.loadNetwork(package.manifest(), package.weights());
    const c10::NoGradGuard noGradients;
    const at::Tensor images = at::arange(64 * 48).remainder(17).to(at::kFloat).div(16);
    const at::Tensor logits = network->forward(images.view({1, 1, 64, 48})).contiguous();
    std::ifstream stream(answer);
    std::vector<float> expected{std::istream_iterator<float>(stream), {}};
    ASSERT_EQ(static_cast<std::int64_t>(expected.size()), logits.numel());
    EXPECT_TRUE(at::allclose(logits.view(-1), at::tensor(expected), 1e-4, 1e-5));
}

} // namespace

} // namespace laurel
