#include "support/child_process.h"

#include "laurel/engine/engine.h"
#include "laurel/metrics/metrics.h"
#include "laurel/synthesis/limb_phantom.h"

#include <algorithm>
#include <iostream>

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

/// Sums run in another order, and in another one again on each kind of processor and with each
/// LibTorch, so that voxels between two equally likely muscles differ: few, and only where the two
/// meet. Most where a network sees what it does not know, as the trunk's sees a leg here.
constexpr std::int64_t mostDiffering = 10'000; ///< one in so many, begun ones whole; or three

std::vector<VoxelIndex> differences(const LabelMap& own, const LabelMap& other) {
    std::vector<VoxelIndex> found;
    const GridSize& size = own.geometry().size();
    VoxelIndex at;
    for (at.z = 0; at.z < size.z; ++at.z) {
        for (at.y = 0; at.y < size.y; ++at.y) {
            for (at.x = 0; at.x < size.x; ++at.x) {
                if (own.at(at) != other.at(at)) {
                    found.push_back(at);
                }
            }
        }
    }
    return found;
}

/// Whether one of the eight neighbours in the slice has the label.
bool isBeside(const LabelMap& labels, const VoxelIndex& at, std::uint16_t label) {
    for (std::int64_t y = at.y - 1; y <= at.y + 1; ++y) {
        for (std::int64_t x = at.x - 1; x <= at.x + 1; ++x) {
            const VoxelIndex beside{x, y, at.z};
            if (labels.geometry().contains(beside) && labels.at(beside) == label) {
                return true;
            }
        }
    }
    return false;
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
        const std::vector<VoxelIndex> differing = differences(own, other);
        for (const VoxelIndex& at : differing) {
            EXPECT_TRUE(isBeside(own, at, other.at(at))) << entry.path() << ": no border is there";
        }
        const auto labelled =
            std::ranges::count_if(own.layer(0), [](std::uint16_t v) { return v != 0; });
        EXPECT_GT(labelled, 0);
        std::cout << entry.path().filename() << ": " << differing.size() << " of " << labelled
                  << " labelled voxels differ\n";
        EXPECT_LE(std::ssize(differing),
                  std::max<std::int64_t>(3, (labelled - 1) / mostDiffering + 1))
            << entry.path();
        ++compared;
    }
    EXPECT_GT(compared, 0);
}

} // namespace
} // namespace laurel
