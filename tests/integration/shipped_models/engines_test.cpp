#include "laurel/engine/engine.h"
#include "laurel/synthesis/limb_phantom.h"

#include <gtest/gtest.h>

namespace laurel {

namespace {

/// A made-up limb of the modality that a model wants; of CT roughly in Hounsfield units.
Volume imageFor(const ModelManifest& manifest) {
    LimbPhantomSettings settings;
    settings.seed = 77;
    settings.slices = 4;
    settings.sliceSpacing = 30;
    const Volume made =
        manifest.id == "thigh" ? makeThighPhantom(settings).image : makeLegPhantom(settings).image;
    const bool isCt = manifest.input.modality == "CT";
    Volume image(made.geometry(), made.pixels(), 1, isCt ? Rescale{0.2, -100} : made.rescale());
    image.modality = manifest.input.modality;
    return image;
}

/// Voxels that are a label in one of the two or both, and how many of them differ.
struct Difference {
    std::int64_t labelled = 0;
    std::int64_t differing = 0;
};

Difference difference(const LabelMap& a, const LabelMap& b) {
    Difference result;
    for (std::size_t i = 0; i < a.layer(0).size(); ++i) {
        const std::uint16_t one = a.layer(0)[i];
        const std::uint16_t other = b.layer(0)[i];
        result.labelled += one != 0 || other != 0 ? 1 : 0;
        result.differing += one != other ? 1 : 0;
    }
    return result;
}

TEST(ShippedModels, FastAndEagerGiveTheSameMasks) {
    Engine engine;
    int models = 0;
    const auto folder = std::filesystem::path(LAUREL_SOURCE_DIR) / "models" / "packages";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const ModelPackage package = ModelPackage::open(entry.path());
        SCOPED_TRACE(package.manifest().id);
        const auto model = engine.load(package);
        const Volume image = imageFor(package.manifest());
        NoProgress silent;
        SegmentOptions options;
        options.engine = EngineKind::Eager;
        const LabelMap eager = model->segment(image, options, silent, {}).labels;
        options.engine = EngineKind::Fast;
        const LabelMap fast = model->segment(image, options, silent, {}).labels;
        const Difference found = difference(eager, fast);
        EXPECT_GT(found.labelled, 1000);
        // A Dice of 0.999 over all labels at once: what differs counts half.
        EXPECT_LE(static_cast<double>(found.differing),
                  0.001 * static_cast<double>(found.labelled));
        ++models;
    }
    EXPECT_GE(models, 4);
}

} // namespace

} // namespace laurel
