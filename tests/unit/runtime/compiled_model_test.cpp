#include "drawn_case.h"
#include "laurel/imaging/orientation.h"
#include "laurel/runtime/compiled_models.h"
#include "laurel/runtime/segmentation_pipeline.h"
#include "laurel/sdk/plugin_host.h"
#include "support/expect_error.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <set>
#include <torch/csrc/jit/frontend/tracer.h>

namespace laurel {

namespace {

/// Made before anybody traces: what a network fills by pointer while it runs, a tracer cannot see.
struct TentWeights {
    at::Tensor both = at::tensor({1.0F, -1.0F, 1.0F, -1.0F, 1.0F, -1.0F}).view({6, 1, 1, 1});
    at::Tensor offsets = at::zeros({6});
    at::Tensor slopes = at::zeros({4, 6, 1, 1});
    at::Tensor heights = at::tensor({0.0F, 5.0F, 5.0F, 5.0F});

    TentWeights() {
        for (int i = 0; i < 3; ++i) {
            const double centre = (507.0 + 150.0 * i - 20.0) / 992.0;
            offsets[2 * i] = -centre;
            offsets[2 * i + 1] = centre;
            slopes[i + 1].slice(0, 2 * i, 2 * i + 2).fill_(-400);
        }
    }
};

const TentWeights& tentWeights() {
    static const TentWeights weights;
    return weights;
}

class FunctionNetwork final : public Network {
  public:
    explicit FunctionNetwork(std::function<at::Tensor(const at::Tensor&)> function)
        : function_(std::move(function)) {
        tentWeights(); // there before anybody traces
    }
    at::Tensor forward(const at::Tensor& images) override { return function_(images); }
    StateDict state() const override { return {}; }
    void loadState(const StateDict&) override {}
    std::vector<at::Tensor> parameters() override { return {}; }
    void train(bool) override {}
    void moveTo(const at::Device&) override {}

  private:
    std::function<at::Tensor(const at::Tensor&)> function_;
};

/// Tents over three brightnesses, as drawBothLegs draws its muscles: 5 - 400 |value - centre|.
at::Tensor tents(const at::Tensor& images) {
    const TentWeights& weights = tentWeights();
    const at::Tensor distances = at::relu(at::conv2d(images, weights.both, weights.offsets));
    return at::conv2d(distances, weights.slopes, weights.heights);
}

struct Segmented {
    SegmentationResult eager;
    SegmentationResult fast;
};

Segmented segmentBoth(Network& network, const ModelManifest& manifest, const Volume& image) {
    NoProgress silent;
    const SegmentationPipeline pipeline(manifest);
    const CompiledModel compiled(network, manifest);
    SegmentOptions single;
    single.threads = 1; // threads cost these small planes more than they save
    return {pipeline.segment(network, image, single, silent, {}),
            pipeline.segment(*compiled.inference(2), image, {}, silent, {})};
}

double agreement(const LabelMap& a, const LabelMap& b) {
    std::size_t same = 0;
    for (std::size_t i = 0; i < a.layer(0).size(); ++i) {
        same += a.layer(0)[i] == b.layer(0)[i] ? 1 : 0;
    }
    return static_cast<double>(same) / static_cast<double>(a.layer(0).size());
}

TEST(CompiledModel, FindsTheMusclesThatTheNetworkSees) {
    const TrainingCase drawn = drawBothLegs();
    FunctionNetwork network(tents);
    const Segmented both = segmentBoth(network, drawnManifest(), drawn.image);
    EXPECT_EQ(both.eager.engine, "eager");
    EXPECT_EQ(both.fast.engine.substr(0, 5), "fast-");
    for (const Segment& segment : drawn.labels.segments()) {
        EXPECT_GT(diceOf(both.fast.labels, drawn.labels, segment.name), 0.9) << segment.name;
        EXPECT_GT(diceOf(both.fast.labels, both.eager.labels, segment.name), 0.999) << segment.name;
    }
    EXPECT_GT(both.fast.seconds.firstSlice.value(), 0);
    EXPECT_LT(both.fast.seconds.firstSlice.value(), both.fast.seconds.total);
}

TEST(CompiledModel, EveryPluginsNetworkForSlicesIsCompiled) {
    PluginHost host({PLUGIN_FOLDER});
    using Json = nlohmann::json;
    const std::vector<std::pair<std::string, Json>> networks{
        {"limb_muscle", {{"variant", "published"}}},
        {"limb_muscle", {{"variant", "slim"}}},
        {"unet2d", {{"norm", "batch"}, {"depth", 3}, {"width", 8}}},
        {"unet2d", {{"norm", "instance"}, {"depth", 3}, {"width", 12}, {"residual", true}}},
        {"unet2d", {{"norm", "none"}, {"depth", 2}, {"width", 8}, {"up", "nearest"}}},
        {"unet2d",
         {{"norm", "group"}, {"groups", 4}, {"depth", 3}, {"width", 8}, {"up", "bilinear"}}},
    };
    const Volume image = drawBothLegs().image;
    for (const auto& [plugin, hyperparameters] : networks) {
        SCOPED_TRACE(plugin + hyperparameters.dump());
        ModelManifest manifest = drawnManifest();
        manifest.plugin.name = plugin;
        manifest.plugin.hyperparameters = hyperparameters;
        at::manual_seed(4);
        const auto network = host.createNetwork(manifest);
        const Segmented both = segmentBoth(*network, manifest, image);
        EXPECT_GE(agreement(both.eager.labels, both.fast.labels), 0.999);
    }
}

TEST(CompiledModel, RefusesNetworksThatTheTracerMisunderstands) {
    int calls = 0;
    FunctionNetwork changing(
        [&](const at::Tensor& images) { return tents(images) * (1 + calls++); });
    expectError(ErrorCode::Unsupported, "answers otherwise than LibTorch",
                [&] { CompiledModel(changing, drawnManifest()); });
    FunctionNetwork deciding([](const at::Tensor& images) {
        return images.max().item<float>() > 0 ? tents(images) : tents(images * -1);
    });
    expectError(ErrorCode::Unsupported, "answers otherwise than LibTorch",
                [&] { CompiledModel(deciding, drawnManifest()); });
}

/// What becomes of a network that calls the brightest pixels of the image label 1: so many of them
/// while it is followed, so many while it is compared. A third logit makes the range so wide that
/// both nearly agree.
std::string verdictOn(std::int64_t followed, std::int64_t compared) {
    const auto isTracing = [] { return torch::jit::tracer::isTracing(); };
    at::Tensor image;
    FunctionNetwork looking([&](const at::Tensor& images) {
        image = isTracing() ? image : images.clone();
        return tents(images);
    });
    CompiledModel(looking, drawnManifest());
    const at::Tensor values = std::get<0>(image.flatten().sort(0, true));
    const auto biasFor = [&](std::int64_t pixels) {
        const float threshold = (values[pixels - 1] + values[pixels]).item<float>() / 2;
        return at::tensor({0.0F, -threshold, -10.0F});
    };
    const at::Tensor weight = at::tensor({0.0F, 1.0F, -1000.0F}).view({3, 1, 1, 1});
    const at::Tensor one = biasFor(followed);
    const at::Tensor other = biasFor(compared);
    FunctionNetwork network([&](const at::Tensor& images) {
        return at::conv2d(images, weight, isTracing() ? one : other);
    });
    return errorTextOf([&] { CompiledModel(network, drawnManifest()); });
}

// Of 112 × 96 pixels: three in ten thousand differ either way.
TEST(CompiledModel, RefusesOtherLabelsThoughLogitsAndNearlyAllPixelsAgree) {
    EXPECT_THAT(verdictOn(50, 53), testing::HasSubstr("the masks' Dice is 0.970874")); // 100 / 103
    EXPECT_EQ(verdictOn(50, 51), "no error");     // a pixel between two labels happens
    EXPECT_EQ(verdictOn(3000, 3003), "no error"); // 0.9995
}

TEST(CompiledModel, RefusesOperationsAndVolumesItCannotCompile) {
    FunctionNetwork squaring([](const at::Tensor& images) { return tents(images.square()); });
    expectError(ErrorCode::Unsupported, "aten::square",
                [&] { CompiledModel(squaring, drawnManifest()); });
    ModelManifest volumes = drawnManifest();
    volumes.input.axes = 3;
    FunctionNetwork network(tents);
    expectError(ErrorCode::Unsupported, "only networks for slices",
                [&] { CompiledModel(network, volumes); });
}

TEST(CompiledModel, WhatFailsOnlyForTheTracerIsLeftToLibTorch) {
    FunctionNetwork shy([](const at::Tensor& images) {
        TORCH_CHECK(!torch::jit::tracer::isTracing(), "not while you watch");
        return tents(images);
    });
    expectError(ErrorCode::Unsupported, "not while you watch",
                [&] { CompiledModel(shy, drawnManifest()); });
}

TEST(CompiledModel, SaysThatWeightsAreNoGood) {
    FunctionNetwork network([](const at::Tensor& images) {
        return tents(images) * std::numeric_limits<float>::infinity();
    });
    const CompiledModel compiled(network, drawnManifest());
    NoProgress silent;
    expectError(ErrorCode::InvalidInput, "not finite", [&] {
        SegmentationPipeline(drawnManifest())
            .segment(*compiled.inference(2), drawBothLegs().image, {}, silent, {});
    });
}

TEST(CompiledModel, ShowsEachSliceAsItWillBe) {
    FunctionNetwork network(tents);
    ModelManifest manifest = drawnManifest();
    manifest.postprocess = {.largestComponent = false, .fillHoles = false};
    for (const char* orientation : {"LPS", "RAI", "PLS"}) {
        const Volume image = reorient(drawBothLegs().image, Orientation(orientation));
        std::map<std::int64_t, std::vector<std::uint16_t>> shown;
        SegmentOptions options;
        options.onSlice = [&](const SlicePreview& preview) {
            EXPECT_TRUE(shown.emplace(preview.slice, preview.labels).second);
        };
        NoProgress silent;
        const CompiledModel compiled(network, manifest);
        const LabelMap labels = SegmentationPipeline(manifest)
                                    .segment(*compiled.inference(2), image, options, silent, {})
                                    .labels;
        const GridSize& size = labels.geometry().size();
        ASSERT_EQ(std::ssize(shown), size.z) << orientation;
        for (const auto& [slice, own] : shown) {
            const auto whole = labels.layer(0).subspan(
                static_cast<std::size_t>(slice * size.x * size.y), own.size());
            EXPECT_TRUE(std::equal(own.begin(), own.end(), whole.begin(), whole.end()))
                << orientation << " slice " << slice;
        }
    }
}

TEST(CompiledModel, StopsWithinAPlane) {
    FunctionNetwork network(tents);
    const CompiledModel compiled(network, drawnManifest());
    CancellationSource source;
    int slices = 0;
    SegmentOptions options;
    options.onSlice = [&](const SlicePreview&) {
        ++slices;
        source.cancel();
    };
    NoProgress silent;
    expectError(ErrorCode::Cancelled, "", [&] {
        SegmentationPipeline(drawnManifest())
            .segment(*compiled.inference(1), drawBothLegs().image, options, silent, source.token());
    });
    EXPECT_EQ(slices, 1);
}

TEST(CompiledModels, AModelLoadedAgainIsNotCompiledAgain) {
    PluginHost host({PLUGIN_FOLDER});
    const ModelManifest manifest = drawnManifest();
    at::manual_seed(4);
    const auto first = host.createNetwork(manifest);
    const auto other = host.createNetwork(manifest);
    CompiledModels models;
    const auto get = [&manifest](CompiledModels& from, Network& network, const ModelManifest& of) {
        return from.get(network, of, CompiledModels::keyOf(of, network.state()), Precision::Single);
    };
    const CompiledModel* made = get(models, *first, manifest).get();
    const auto again = get(models, *first, manifest);
    EXPECT_EQ(again.get(), made); // kept, though nobody used it
    EXPECT_NE(get(models, *other, manifest), again);
    ModelManifest larger = manifest;
    larger.input.size = {64, 64};
    EXPECT_NE(get(models, *first, larger), again);

    CompiledModels forgetful(0);
    const std::weak_ptr<const CompiledModel> dropped = get(forgetful, *first, manifest);
    EXPECT_FALSE(dropped.expired()); // the latest
    get(forgetful, *other, manifest);
    EXPECT_TRUE(dropped.expired());
    const auto used = get(forgetful, *first, manifest);
    get(forgetful, *other, manifest);
    EXPECT_EQ(get(forgetful, *first, manifest), used); // as long as it is in use
}

TEST(CompiledModels, ALargeOneLeavesTheSmallOnesThere) {
    PluginHost host({PLUGIN_FOLDER});
    const ModelManifest manifest = drawnManifest();
    ModelManifest wide = manifest;
    wide.plugin.hyperparameters = {{"widths", {24, 48, 48}}};
    at::manual_seed(4);
    const auto smallNetwork = host.createNetwork(manifest);
    const auto largeNetwork = host.createNetwork(wide);
    const std::size_t bytes = CompiledModel(*smallNetwork, manifest).weightBytes();
    ASSERT_GT(CompiledModel(*largeNetwork, wide).weightBytes(), 2 * bytes);
    CompiledModels models(2 * bytes);
    const auto small = [&](const std::string& key) {
        return std::weak_ptr(models.get(*smallNetwork, manifest, key, Precision::Single));
    };
    const auto large = [&] {
        return std::weak_ptr(models.get(*largeNetwork, wide, "large", Precision::Single));
    };
    const auto early = large();
    EXPECT_FALSE(early.expired()); // the latest, whatever its size
    const auto first = small("first");
    EXPECT_TRUE(early.expired());
    const auto second = small("second");
    const auto late = large();
    EXPECT_FALSE(first.expired() || second.expired() || late.expired());
    const auto third = small("third");
    EXPECT_TRUE(late.expired());
    EXPECT_FALSE(first.expired() || second.expired() || third.expired());
    small("first"); // makes it the latest
    small("fourth");
    EXPECT_TRUE(second.expired());
    EXPECT_FALSE(first.expired() || third.expired());
}

TEST(CompiledModels, ACancelledOneGoesNoFurtherAndIsMadeLater) {
    CancellationSource source;
    int runs = 0;
    FunctionNetwork network([&](const at::Tensor& images) {
        ++runs;
        source.cancel();
        return tents(images);
    });
    CompiledModels models;
    expectError(ErrorCode::Cancelled, "", [&] {
        models.get(network, drawnManifest(), "key", Precision::Single, source.token());
    });
    EXPECT_EQ(runs, 1); // followed, but neither compiled nor compared
    EXPECT_NE(models.get(network, drawnManifest(), "key", Precision::Single), nullptr);
    EXPECT_EQ(runs, 3);
}

TEST(CompiledModel, AnErrorWhilePaintingEndsTheRun) {
    FunctionNetwork network(tents);
    const CompiledModel compiled(network, drawnManifest());
    std::multiset<std::int64_t> shown;
    SegmentOptions options;
    options.onSlice = [&](const SlicePreview& preview) {
        shown.insert(preview.slice);
        throw Error(ErrorCode::Io, "no room");
    };
    NoProgress silent;
    expectError(ErrorCode::Io, "no room", [&] {
        SegmentationPipeline(drawnManifest())
            .segment(*compiled.inference(2), drawBothLegs().image, options, silent, {});
    });
    ASSERT_FALSE(shown.empty());
    for (const std::int64_t slice : shown) {
        EXPECT_EQ(shown.count(slice), 1U) << slice; // also what another thread brought meanwhile
    }
}

} // namespace

} // namespace laurel
