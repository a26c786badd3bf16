#include "engines_agree.h"
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

TEST(ShippedModels, EveryEngineGivesTheSameMasks) {
    Engine engine;
    int models = 0;
    const auto folder = std::filesystem::path(LAUREL_SOURCE_DIR) / "models" / "packages";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const ModelPackage package = ModelPackage::open(entry.path());
        SCOPED_TRACE(package.manifest().id);
        expectSameMasks(engine, package, imageFor(package.manifest()));
        ++models;
    }
    EXPECT_GE(models, 4);
}

} // namespace

} // namespace laurel
