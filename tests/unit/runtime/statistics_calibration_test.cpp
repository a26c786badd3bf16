#include "laurel/runtime/statistics_calibration.h"

#include "drawn_case.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/sdk/plugin_host.h"
#include "prepared_planes.h"
#include "prepared_volume.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

namespace laurel {
namespace {

/// A batch normalisation of the image itself, and nothing else: what it learns is known.
class NormNetwork final : public Network {
  public:
    explicit NormNetwork(double momentum, double contrast = 1)
        : momentum_(momentum), contrast_(contrast) {}

    at::Tensor forward(const at::Tensor& images) override {
        const at::Tensor result = at::batch_norm(images * contrast_, {}, {}, mean_, variance_,
                                                 trains_, momentum_, 1e-5, false);
        return at::cat({result, -result, result, result}, 1);
    }
    StateDict state() const override {
        StateDict state;
        state.add("conv.weight", Tensor::fromFloats({1}, {0.5F}));
        state.add("norm.num_batches_tracked", Tensor::fromIntegers({}, {7}));
        state.add("norm.running_mean", Tensor::fromFloats({1}, {mean_.item<float>()}));
        state.add("norm.running_var", Tensor::fromFloats({1}, {variance_.item<float>()}));
        return state;
    }
    void loadState(const StateDict& state) override {
        mean_.fill_(state.at("norm.running_mean").floats()[0]);
        variance_.fill_(state.at("norm.running_var").floats()[0]);
    }
    std::vector<at::Tensor> parameters() override { return {}; }
    void train(bool on) override { trains_ = on; }
    void moveTo(const at::Device&) override {}

  private:
    double momentum_;
    double contrast_; ///< of what the normalisation sees; 0: nothing
    bool trains_ = false;
    at::Tensor mean_ = at::full({1}, 3.0);
    at::Tensor variance_ = at::full({1}, 2.0);
};

/// Of all values together, by the definition.
struct Spread {
    double mean = 0;
    double variance = 0;
};

Spread spreadOf(const std::vector<float>& values) {
    Spread spread;
    for (const float value : values) {
        spread.mean += double{value} / static_cast<double>(values.size());
    }
    for (const float value : values) {
        spread.variance +=
            std::pow(double{value} - spread.mean, 2) / static_cast<double>(values.size());
    }
    return spread;
}

std::vector<float> valuesOf(const PreparedImage& image) {
    const PlaneStack& stack = dynamic_cast<const PreparedPlanes&>(image).asGuessed();
    std::vector<float> values;
    for (std::size_t i = 0; i < stack.placements.size(); ++i) {
        const NetworkPlane plane = stack.plane(i);
        values.insert(values.end(), plane.image.begin(), plane.image.end());
    }
    return values;
}

/// Ten planes whose brightness falls from the first to the last slice: batches differ in mean.
std::shared_ptr<const PreparedImage> fadingLegs(const ModelManifest& manifest) {
    const Volume drawn = drawBothLegs().image;
    auto pixels = std::get<std::vector<std::uint16_t>>(drawn.pixels());
    const GridSize size = drawn.geometry().size();
    const auto slice = static_cast<std::size_t>(size.x * size.y);
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        const auto darker = static_cast<std::uint16_t>(i / slice);
        pixels[i] = static_cast<std::uint16_t>(pixels[i] / (1 + darker));
    }
    return SegmentationPipeline(manifest).prepare(Volume(drawn.geometry(), std::move(pixels)), 0,
                                                  {});
}

Volume firstSlices(std::int64_t count) {
    const Volume drawn = drawBothLegs().image;
    auto pixels = std::get<std::vector<std::uint16_t>>(drawn.pixels());
    const GridSize size = drawn.geometry().size();
    pixels.resize(static_cast<std::size_t>(size.x * size.y * count));
    const Geometry& whole = drawn.geometry();
    return Volume(
        Geometry({size.x, size.y, count}, whole.spacing(), whole.origin(), whole.direction()),
        std::move(pixels));
}

at::Tensor stacked(const PreparedImage& image) {
    const std::vector<float> values = valuesOf(image);
    const ModelInput& input = image.input();
    return at::tensor(at::ArrayRef<float>(values))
        .view({static_cast<std::int64_t>(image.planes()), 1, input.size[0], input.size[1]});
}

PreparedImages only(const std::shared_ptr<const PreparedImage>& image) {
    return {1, [image](std::size_t) { return image; }};
}

float statistic(const StateDict& weights, const std::string& name) {
    return weights.at("norm." + name).floats()[0];
}

TEST(StatisticsCalibration, GivesTheMeanAndVarianceOfAllThatTheNetworkSees) {
    const ModelManifest manifest = drawnManifest();
    const auto image = fadingLegs(manifest);
    ASSERT_EQ(image->planes(), 10U); // batches of 4, 4 and 2
    const Spread expected = spreadOf(valuesOf(*image));
    for (const double momentum : {0.1, 0.01, 1.0}) {
        SCOPED_TRACE(momentum);
        NormNetwork network(momentum);
        const StateDict weights = calibratedStatistics(network, manifest, only(image), 1, {});
        EXPECT_NEAR(statistic(weights, "running_mean"), expected.mean, 1e-3 * expected.mean);
        EXPECT_NEAR(statistic(weights, "running_var"), expected.variance, 1e-3 * expected.variance);
        EXPECT_EQ(weights.at("conv.weight").floats()[0], 0.5F);
        EXPECT_EQ(weights.at("norm.num_batches_tracked").integers()[0], 7);
    }
}

TEST(StatisticsCalibration, TakesEachImageOnceAndCountsItsPlanes) {
    const ModelManifest manifest = drawnManifest();
    const auto fading = fadingLegs(manifest);
    const auto even = SegmentationPipeline(manifest).prepare(drawBothLegs(2).image, 0, {});
    std::vector<float> all = valuesOf(*fading);
    const std::vector<float> others = valuesOf(*even);
    all.insert(all.end(), others.begin(), others.end());
    const Spread expected = spreadOf(all);
    std::vector<std::size_t> asked;
    const PreparedImages both{2, [&](std::size_t number) {
                                  asked.push_back(number);
                                  return number == 0 ? fading : even;
                              }};
    NormNetwork network(0.1);
    const StateDict weights = calibratedStatistics(network, manifest, both, 1, {});
    EXPECT_EQ(asked, (std::vector<std::size_t>{0, 1}));
    EXPECT_NEAR(statistic(weights, "running_mean"), expected.mean, 1e-3 * expected.mean);
    EXPECT_NEAR(statistic(weights, "running_var"), expected.variance, 1e-3 * expected.variance);
}

TEST(StatisticsCalibration, LeavesStatisticsAloneThatTheNetworkDoesNotLearn) {
    const ModelManifest manifest = drawnManifest();
    NormNetwork frozen(0);
    const StateDict weights =
        calibratedStatistics(frozen, manifest, only(fadingLegs(manifest)), 1, {});
    EXPECT_EQ(statistic(weights, "running_mean"), 3.0F);
    EXPECT_EQ(statistic(weights, "running_var"), 2.0F);
}

TEST(StatisticsCalibration, VariancesArePositiveWhereAllIsTheSame) {
    const ModelManifest manifest = drawnManifest();
    NormNetwork dead(0.1, 0);
    const StateDict weights =
        calibratedStatistics(dead, manifest, only(fadingLegs(manifest)), 1, {});
    EXPECT_EQ(statistic(weights, "running_mean"), 0.0F);
    EXPECT_GT(statistic(weights, "running_var"), 0.0F);
    EXPECT_LT(statistic(weights, "running_var"), 1e-6F);
}

TEST(StatisticsCalibration, SeesTheWindowsOfVolumes) {
    ModelManifest manifest = drawnManifest(Laterality::None);
    manifest.input.axes = 3;
    manifest.input.spacingMm = {6, 1.1, 0.9};
    manifest.input.size = {5, 140, 260};
    const auto image = SegmentationPipeline(manifest).prepare(drawBothLegs().image, 0, {});
    const auto& volume = dynamic_cast<const PreparedVolume&>(*image);
    ASSERT_EQ(volume.planes(), 1U); // one window holds all
    const Spread expected = spreadOf(volume.values());
    NormNetwork network(0.1);
    const StateDict weights = calibratedStatistics(network, manifest, only(image), 1, {});
    EXPECT_NEAR(statistic(weights, "running_mean"), expected.mean, 1e-3 * expected.mean);
    EXPECT_NEAR(statistic(weights, "running_var"), expected.variance, 1e-3 * expected.variance);
}

/// With the statistics of all that it is shown a network answers to it as it does while it learns,
/// but for the n / (n - 1) of unbiased variances.
TEST(StatisticsCalibration, MakesARealNetworkAnswerAsIfItLearned) {
    ModelManifest manifest = drawnManifest();
    manifest.plugin.hyperparameters["norm"] = "batch";
    PluginHost host({PLUGIN_FOLDER});
    const auto network = host.createNetwork(manifest);
    const StateDict weights = network->state();
    const auto image = SegmentationPipeline(manifest).prepare(firstSlices(2), 0, {});
    ASSERT_EQ(image->planes(), 4U); // one batch
    const at::Tensor seen = stacked(*image);
    network->train(true);
    const at::Tensor whileLearning = network->forward(seen).detach();

    const StateDict calibrated = calibratedStatistics(*network, manifest, only(image), 1, {});
    const auto answered = host.loadNetwork(manifest, calibrated)->forward(seen).detach();
    const auto before = host.loadNetwork(manifest, weights)->forward(seen).detach();
    const auto apart = [&](const at::Tensor& a) {
        return ((a - whileLearning).norm() / whileLearning.norm()).item<double>();
    };
    EXPECT_LT(apart(answered), 0.02);
    EXPECT_GT(apart(before), 0.2);
}

TEST(StatisticsCalibration, RefusesToMeasureOnNothingAndEndsWhenCancelled) {
    const ModelManifest manifest = drawnManifest();
    NormNetwork network(0.1);
    expectError(ErrorCode::InvalidArgument, "no image shows anything", [&] {
        calibratedStatistics(network, manifest, {0, {}}, 1, {});
    });
    CancellationSource source;
    source.cancel();
    const CancellationToken cancelled = source.token();
    expectError(ErrorCode::Cancelled, "", [&] {
        calibratedStatistics(network, manifest, only(fadingLegs(manifest)), 1, cancelled);
    });
}

} // namespace
} // namespace laurel
