#include "laurel/base/files.h"
#include "laurel/runtime/preprocessor.h"
#include "laurel/sdk/plugin_host.h"
#include "laurel/training/adam_trainer.h"
#include "small_leg_model.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>

/// Every architecture that ships learns one slice (or volume) by heart: what cannot do that has a
/// path that gradients do not reach. Dafne's published nets share their code with the slim variant,
/// and would take minutes here.
namespace laurel {
namespace {

constexpr double wanted = 0.99;

TrainingBatch batchOf(const TrainingPlane& plane, int channels) {
    const std::vector<TrainingPlane> planes{plane};
    return makeTrainingBatch(planes, LossKind::DiceCrossEntropy, channels, at::kCPU);
}

/// A made-up leg's slice as a network sees it, size × size pixels.
TrainingBatch legBatch(std::int64_t size) {
    ModelManifest manifest = smallLegManifest();
    const double spacing = 160.0 / static_cast<double>(size);
    manifest.input.spacingMm = {spacing, spacing};
    manifest.input.size = {size, size};
    std::vector<ReferencePlane> planes = Preprocessor(manifest).referencePlanes(legSlice(1));
    ReferencePlane& first = planes.at(0);
    return batchOf({first.input.size, first.input.image, first.labels, first.input.body, {}},
                   static_cast<int>(manifest.labels.size()) + 1);
}

/// Two balls of one brightness, told apart by where they lie, in [1, 1, 8, 24, 32].
TrainingBatch ballsBatch() {
    TrainingBatch batch{at::zeros({1, 1, 8, 24, 32}), at::zeros({1, 8, 24, 32}, at::kLong), {}};
    for (int z = 0; z < 8; ++z) {
        for (int y = 0; y < 24; ++y) {
            for (int x = 0; x < 32; ++x) {
                for (const int ball : {1, 2}) {
                    const double across = x - (ball == 1 ? 9 : 22);
                    if (std::hypot(2.0 * (z - 4), y - 12.0, across) <= 6) {
                        batch.images[0][0][z][y][x] = 1;
                        batch.labels[0][z][y][x] = ball;
                    }
                }
            }
        }
    }
    return batch;
}

/// Mean over the structures that occur, in inference mode.
double diceOf(Network& network, const TrainingBatch& batch) {
    const c10::NoGradGuard noGradients;
    network.train(false);
    const at::Tensor answer = network.forward(batch.images).argmax(1);
    network.train(true);
    double sum = 0;
    int structures = 0;
    for (std::int64_t label = 1; label <= batch.labels.max().item<std::int64_t>(); ++label) {
        const at::Tensor truth = batch.labels.eq(label);
        const at::Tensor found = answer.eq(label);
        const auto sizes = static_cast<double>((truth.sum() + found.sum()).item<std::int64_t>());
        if (truth.any().item<bool>()) {
            const at::Tensor both = truth.logical_and(found).sum();
            sum += 2 * static_cast<double>(both.item<std::int64_t>()) / sizes;
            ++structures;
        }
    }
    return sum / structures;
}

struct Architecture {
    std::string name;
    std::string plugin;
    nlohmann::json hyperparameters;
    int axes = 2;
    std::int64_t size = 64;
    double learningRate = 3e-3;
};

double bestDice(Network& network, const TrainingBatch& batch, double learningRate) {
    constexpr int mostSteps = 400;
    constexpr int between = 10;
    network.train(true);
    AdamTrainer trainer(network, {LossKind::DiceCrossEntropy, learningRate});
    double best = 0;
    for (int step = 1; step <= mostSteps && best < wanted; ++step) {
        trainer.step(batch);
        if (step % between == 0) {
            best = std::max(best, diceOf(network, batch));
        }
    }
    return best;
}

/// The plugins, and the same random numbers for every architecture.
struct Plugins {
    Plugins() {
        at::set_num_threads(1);
        at::manual_seed(1);
    }
    PluginHost host{{PLUGIN_FOLDER}};
};

class Overfit : public ::testing::TestWithParam<Architecture> {};

TEST_P(Overfit, LearnsOneSliceByHeart) {
    const Architecture& architecture = GetParam();
    ModelManifest manifest = smallLegManifest();
    manifest.plugin = ModelPlugin();
    manifest.plugin.name = architecture.plugin;
    manifest.plugin.version = "1.0";
    manifest.plugin.hyperparameters = architecture.hyperparameters;
    manifest.input.axes = architecture.axes;
    if (architecture.axes == 3) {
        manifest.labels.resize(2);
    }
    const TrainingBatch batch = architecture.axes == 3 ? ballsBatch() : legBatch(architecture.size);
    Plugins plugins;
    const auto network = plugins.host.createNetwork(manifest);
    EXPECT_GE(bestDice(*network, batch, architecture.learningRate), wanted);
}

const std::vector<Architecture> architectures{
    {"limb_slim", "limb_muscle", {{"variant", "slim"}}, 2, 96, 1e-3},
    {"unet2d", "unet2d", {{"widths", {16, 32, 64}}}},
    {"unet2d_batch_bilinear",
     "unet2d",
     {{"widths", {16, 32, 64}}, {"norm", "batch"}, {"up", "bilinear"}, {"residual", true}}},
    {"unet2d_instance_nearest",
     "unet2d",
     {{"depth", 3}, {"width", 16}, {"norm", "instance"}, {"up", "nearest"}}},
    {"unet2d_unpooling",
     "unet2d",
     {{"widths", {16, 32, 64}}, {"up", "max-unpooling"}, {"residual", true}}},
    {"unet2d_bare_dilated",
     "unet2d",
     {{"widths", {16, 32, 32}},
      {"norm", "none"},
      {"residual", true},
      {"dilations", {1, 2, 4}},
      {"dropout", 0.1}}},
    {"unet3d", "unet3d", {{"widths", {8, 16}}}, 3},
    {"unet3d_unpooling", "unet3d", {{"widths", {8, 16}}, {"up", "max-unpooling"}}, 3},
};

INSTANTIATE_TEST_SUITE_P(All, Overfit, ::testing::ValuesIn(architectures),
                         [](const auto& one) { return one.param.name; });

TEST(OverfitScript, LearnsOneSliceByHeart) {
    if (!std::filesystem::exists("/usr/lib/python3/dist-packages/torch/__init__.py")) {
        GTEST_SKIP() << "python3-torch is not installed";
    }
    const TemporaryFolder folder;
    const auto made = folder.path() / "scripted";
    const std::string command = "/usr/bin/python3 '" LAUREL_SOURCE_DIR
                                "/examples/torchscript/export_unet.py' '" +
                                made.string() + "' >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
    const ModelPackage package = ModelPackage::open(made);
    Plugins plugins;
    const auto network = plugins.host.loadNetwork(package.manifest(), package.weights());
    // The example tells two muscles; the others are background to it.
    TrainingBatch batch = legBatch(64);
    batch.labels.masked_fill_(batch.labels.gt(2), 0);
    EXPECT_GE(bestDice(*network, batch, 3e-3), wanted);
}

} // namespace
} // namespace laurel
