#include "support/child_process.h"

#include "laurel/engine/engine.h"
#include "laurel/metrics/metrics.h"
#include "laurel/synthesis/limb_phantom.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace laurel {
namespace {

namespace fs = std::filesystem;

const fs::path packages = fs::path(LAUREL_SOURCE_DIR) / "models" / "packages";
const std::string exporter = LAUREL_SOURCE_DIR "/packaging/models/export_torchscript.py";

Volume phantomFor(const ModelManifest& manifest) {
    LimbPhantomSettings settings;
    settings.seed = 7010;
    settings.contrast = Contrast::T1;
    settings.slices = 3;
    settings.sliceSpacing = 60;
    Volume image = makeLegPhantom(settings).image;
    image.modality = manifest.input.modality; // what it shows does not matter here
    return image;
}

/// By LibTorch both times: what is compared is what the networks compute, not how.
LabelMap segmented(Engine& engine, const ModelPackage& package, const Volume& image) {
    NoProgress silent;
    SegmentOptions options;
    options.engine = EngineKind::Eager;
    return engine.load(package)->segment(image, options, silent, {}).labels;
}

/// The network rebuilt in Python from the package's own description gives what the plugin gives.
TEST(ShippedModels, GiveTheSameMasksAsTheirTorchScriptExport) {
    if (runProcess({"/usr/bin/python3", "-c", "import torch, numpy"}).exitCode != 0) {
        GTEST_SKIP() << "/usr/bin/python3 has no torch (package python3-torch)";
    }
    const fs::path build = LAUREL_BINARY_DIR;
    Engine engine({build / "lib" / "liblaurel_runtime.so", {build / "lib" / "plugins"}});
    const TemporaryFolder folder;
    int compared = 0;
    for (const auto& entry : fs::directory_iterator(packages)) {
        const fs::path scripted = folder.path() / entry.path().filename();
        const ProcessResult made =
            runProcess({"/usr/bin/python3", exporter, entry.path().string(), scripted.string()});
        ASSERT_EQ(made.exitCode, 0) << entry.path() << ": " << made.err;
        const ModelPackage package = ModelPackage::open(entry.path());
        const Volume image = phantomFor(package.manifest());
        const LabelMap own = segmented(engine, package, image);
        const LabelMap other = segmented(engine, ModelPackage::open(scripted), image);
        ASSERT_EQ(own.segments(), other.segments());
        // Sums run in another order, and in another one again on each kind of processor, so a pixel
        // between two equally likely muscles may differ: three, or one in ten thousand.
        const auto differing = std::inner_product(
            own.layer(0).begin(), own.layer(0).end(), other.layer(0).begin(), std::int64_t{0},
            std::plus<>(), [](std::uint16_t a, std::uint16_t b) { return a == b ? 0 : 1; });
        const auto labelled =
            std::ranges::count_if(own.layer(0), [](std::uint16_t v) { return v != 0; });
        EXPECT_GT(labelled, 0);
        EXPECT_LE(differing, std::max<std::int64_t>(3, labelled / 10'000))
            << entry.path() << ", " << labelled << " labelled";
        ++compared;
    }
    EXPECT_GT(compared, 0);
}

} // namespace
} // namespace laurel
