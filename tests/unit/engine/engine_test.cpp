#include "laurel/engine/engine.h"

#include "laurel/base/files.h"
#include "support/expect_error.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <thread>

namespace laurel {

namespace {

bool isMapped(const std::string& library) {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        if (line.find(library) != std::string::npos) {
            return true;
        }
    }
    return false;
}

ModelManifest smallManifest() {
    ModelManifest manifest;
    manifest.id = "small";
    manifest.name = "Small";
    manifest.description = "One convolution block at two levels";
    manifest.license = "Apache-2.0";
    manifest.plugin = {"unet2d", "1.0", {{"widths", {4, 4}}, {"norm", "none"}, {"up", "bilinear"}}};
    manifest.labels = {{1, "Soleus", "SOL", {1, 2, 3}, ""}};
    manifest.input.modality = "MR";
    manifest.input.spacingMm = {2, 2};
    manifest.input.size = {32, 32};
    return manifest;
}

/// Weights that answer with class 1 everywhere: all 0 but the head's bias.
StateDict constantWeights() {
    StateDict weights;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
        std::int64_t count = 1;
        for (const std::int64_t extent : shape) {
            count *= extent;
        }
        weights.add(name, Tensor::fromFloats(std::move(shape),
                                             std::vector<float>(static_cast<std::size_t>(count))));
    };
    const auto addBlock = [&](const std::string& name, std::int64_t in) {
        add(name + ".conv1.weight", {4, in, 3, 3});
        add(name + ".conv1.bias", {4});
        add(name + ".conv2.weight", {4, 4, 3, 3});
        add(name + ".conv2.bias", {4});
    };
    addBlock("encoder.0", 1);
    addBlock("encoder.1", 4);
    add("decoder.0.up.weight", {4, 4, 1, 1});
    add("decoder.0.up.bias", {4});
    addBlock("decoder.0.block", 8);
    add("head.weight", {2, 4, 1, 1});
    weights.add("head.bias", Tensor::fromFloats({2}, {0, 1}));
    return weights;
}

/// A bright square of 20 × 20 pixels of 2 mm in air.
Volume squareImage() {
    std::vector<std::uint16_t> pixels(static_cast<std::size_t>(48 * 48), 5);
    for (std::size_t row = 14; row < 34; ++row) {
        for (std::size_t column = 14; column < 34; ++column) {
            pixels[48 * row + column] = static_cast<std::uint16_t>(500 + row);
        }
    }
    return {Geometry({48, 48, 1}, {2, 2, 5}), pixels};
}

// Order matters within this process: first nothing is mapped, then everything stays.
TEST(Engine, MapsLibTorchOnlyWhenAModelIsLoaded) {
    ASSERT_FALSE(isMapped("libtorch"));
    Engine engine;
    const TemporaryFolder folder;
    ModelPackage::create(folder.path() / "small", smallManifest(), constantWeights());
    const ModelPackage package = ModelPackage::open(folder.path() / "small");
    EXPECT_FALSE(isMapped("libtorch"));
    EXPECT_FALSE(isMapped("liblaurel_runtime"));
    const auto model = engine.load(package);
    EXPECT_TRUE(isMapped("libtorch"));
    EXPECT_TRUE(isMapped("liblaurel_runtime"));
}

TEST(Engine, SegmentsThroughTheRuntimeLibrary) {
    const TemporaryFolder folder;
    ModelPackage::create(folder.path() / "small", smallManifest(), constantWeights());
    Engine engine;
    const auto model = engine.load(ModelPackage::open(folder.path() / "small"));
    NoProgress silent;
    const Volume image = squareImage();
    const SegmentationResult result = model->segment(image, {}, silent, {});
    ASSERT_EQ(result.labels.segments().size(), 1U);
    EXPECT_EQ(result.labels.segments()[0].name, "Soleus");
    EXPECT_TRUE(result.labels.geometry().sameGridAs(image.geometry()));
    // The plane of 32 × 32 pixels of 2 mm around the square is all class 1.
    EXPECT_NEAR(static_cast<double>(result.labels.voxels(result.labels.segments()[0])), 32 * 32,
                2 * 32);
    EXPECT_EQ(result.labels.at({24, 24, 0}), 1);
    EXPECT_EQ(result.labels.at({2, 2, 0}), 0);
    EXPECT_GT(result.seconds.load, 0);
    EXPECT_GE(result.seconds.total, result.seconds.load);
}

TEST(Engine, ComputesByTheEngineThatIsAskedFor) {
    const TemporaryFolder folder;
    ModelPackage::create(folder.path() / "small", smallManifest(), constantWeights());
    Engine engine;
    const auto model = engine.load(ModelPackage::open(folder.path() / "small"));
    NoProgress silent;
    SegmentOptions options;
    for (const auto& [name, expected] :
         {std::pair("auto", "fast-"), std::pair("eager", "eager"), std::pair("fast", "fast-")}) {
        options.engine = engineKindNamed(name);
        const SegmentationResult result = model->segment(squareImage(), options, silent, {});
        EXPECT_EQ(result.engine.find(expected), 0U) << result.engine;
        EXPECT_EQ(result.engineNote, "");
        EXPECT_GT(result.seconds.firstSlice.value(), 0);
    }
    options.engine = engineKindNamed("fast-bf16");
    const SegmentationResult halves = model->segment(squareImage(), options, silent, {});
    EXPECT_TRUE(halves.engine.starts_with("fast-")) << halves.engine;
    EXPECT_EQ(halves.engineNote.empty(), halves.engine.ends_with("bf16")) << halves.engineNote;
    expectError(ErrorCode::InvalidArgument, "expected auto, eager, fast or fast-bf16, not 'quick'",
                [] { engineKindNamed("quick"); });
}

int threadsOfThisProcess() {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return static_cast<int>(std::distance(begin(tasks), end(tasks)));
}

TEST(Engine, TwoModelsAtOnceShareTheCores) {
    Engine engine;
    ModelManifest other = smallManifest();
    other.input.size = {40, 48};
    const std::array models{engine.load(smallManifest(), constantWeights()),
                            engine.load(other, constantWeights())};
    // Sixteen slices, so that each of them would take all cores.
    std::vector<std::uint16_t> pixels;
    const Volume square = squareImage();
    for (int slice = 0; slice < 16; ++slice) {
        for (const std::uint16_t value : std::get<std::vector<std::uint16_t>>(square.pixels())) {
            pixels.push_back(value);
        }
    }
    const Volume image(Geometry({48, 48, 16}, {2, 2, 5}), std::move(pixels));
    NoProgress silent;
    std::vector<LabelMap> expected;
    expected.reserve(models.size());
    for (const auto& model : models) {
        expected.push_back(model->segment(image, {}, silent, {}).labels);
    }
    EXPECT_NE(expected[0], expected[1]);
    const int before = threadsOfThisProcess();
    std::array<int, 2> most{};
    std::array<int, 2> same{};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < 2; ++i) {
        threads.emplace_back([&, i] {
            SegmentOptions options;
            options.onSlice = [&](const SlicePreview&) {
                most[i] = std::max(most[i], threadsOfThisProcess());
            };
            NoProgress own;
            for (int run = 0; run < 10; ++run) {
                const SegmentationResult result = models[i]->segment(image, options, own, {});
                same[i] += result.labels == expected[i] && result.engine.starts_with("fast-");
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(same, (std::array{10, 10}));
    EXPECT_LE(std::max(most[0], most[1]),
              before + 2); // those two, and nobody's threads but the pool's
}

TEST(Engine, SaysWhyTheFastEngineDidNotCompute) {
    const TemporaryFolder folder;
    ModelManifest manifest = smallManifest();
    manifest.plugin.hyperparameters["up"] = "max-unpooling"; // which no Graph expresses
    Engine engine;
    const auto model = engine.load(manifest, constantWeights());
    NoProgress silent;
    SegmentOptions options;
    const SegmentationResult result = model->segment(squareImage(), options, silent, {});
    EXPECT_EQ(result.engine, "eager");
    EXPECT_NE(result.engineNote.find("aten::max_"), std::string::npos) << result.engineNote;
    options.engine = EngineKind::Fast;
    expectError(ErrorCode::Unsupported, "engine fast: operation aten::max_",
                [&] { model->segment(squareImage(), options, silent, {}); });
    options.engine = EngineKind::Eager;
    EXPECT_EQ(model->segment(squareImage(), options, silent, {}).engineNote, "");
}

TEST(Engine, ErrorsCrossTheLibrarysBorder) {
    const TemporaryFolder folder;
    ModelManifest wide = smallManifest();
    wide.plugin.hyperparameters["widths"] = {4, 8};
    ModelPackage::create(folder.path() / "wide", wide, constantWeights());
    Engine engine;
    expectError(ErrorCode::InvalidInput, "weights of model small",
                [&] { engine.load(ModelPackage::open(folder.path() / "wide")); });
    ModelManifest absent = smallManifest();
    absent.plugin.name = "absent";
    ModelPackage::create(folder.path() / "absent", absent, constantWeights());
    expectError(ErrorCode::NotFound, "no plugin absent",
                [&] { engine.load(ModelPackage::open(folder.path() / "absent")); });
    ModelPackage::create(folder.path() / "small", smallManifest(), constantWeights());
    const auto model = engine.load(ModelPackage::open(folder.path() / "small"));
    Volume ct = squareImage();
    ct.modality = "CT";
    NoProgress silent;
    expectError(ErrorCode::InvalidInput, "expects modality MR",
                [&] { model->segment(ct, {}, silent, {}); });
    CancellationSource source;
    source.cancel();
    expectError(ErrorCode::Cancelled, "",
                [&] { model->segment(squareImage(), {}, silent, source.token()); });
}

TEST(Engine, SaysWhatIsWrongWithTheRuntimeLibrary) {
    const TemporaryFolder folder;
    ModelPackage::create(folder.path() / "small", smallManifest(), constantWeights());
    const ModelPackage package = ModelPackage::open(folder.path() / "small");
    Engine missing({folder.path() / "liblaurel_runtime.so", {}});
    expectError(ErrorCode::NotFound, "runtime library is missing", [&] { missing.load(package); });
    writeFileAtomically(folder.path() / "text.so", "not a library");
    Engine text({folder.path() / "text.so", {}});
    expectError(ErrorCode::Unsupported, "not loadable", [&] { text.load(package); });
    const auto plugins = Engine::defaultFolders().pluginFolders.back();
    Engine other({plugins / "liblaurel_plugin_unet2d.so", {}});
    expectError(ErrorCode::Unsupported, "not the runtime library of Laurel",
                [&] { other.load(package); });
}

TEST(Engine, SearchesTheEnvironmentsPluginFoldersFirst) {
    ASSERT_EQ(setenv("LAUREL_PLUGINS", "/one::/two", 1), 0);
    const Engine::Folders folders = Engine::defaultFolders();
    ASSERT_EQ(unsetenv("LAUREL_PLUGINS"), 0);
    ASSERT_EQ(folders.pluginFolders.size(), 3U);
    EXPECT_EQ(folders.pluginFolders[0], "/one");
    EXPECT_EQ(folders.pluginFolders[1], "/two");
    EXPECT_EQ(folders.pluginFolders[2].filename(), "plugins");
    EXPECT_EQ(Engine::defaultFolders().pluginFolders.size(), 1U);
}

} // namespace

} // namespace laurel
