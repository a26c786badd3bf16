#pragma once

#include "laurel/engine/engine.h"
#include "laurel/package/manifest.h"
#include "laurel/synthesis/limb_phantom.h"
#include "laurel/synthesis/muscles.h"

#include <cstdint>

namespace laurel {

/// A leg model small enough to train within a test.
inline ModelManifest smallLegManifest() {
    ModelManifest manifest;
    manifest.id = "small-leg";
    manifest.name = "Small leg";
    manifest.license = "Apache-2.0";
    manifest.plugin = {"unet2d", "1.0", {{"widths", {8, 16, 32}}}};
    std::uint16_t value = 1;
    for (const Muscle& muscle : musclesOf(Limb::Leg)) {
        manifest.labels.push_back({value++, std::string(muscle.name),
                                   std::string(muscle.abbreviation), muscle.color, ""});
    }
    manifest.input.modality = "MR";
    manifest.input.spacingMm = {2, 2};
    manifest.input.size = {80, 80};
    manifest.input.laterality = Laterality::BilateralMirrored;
    manifest.training.augmentation = false;
    return manifest;
}

/// One slice of a made-up left leg.
inline TrainingCase legSlice(std::uint64_t seed) {
    LimbPhantomSettings settings;
    settings.seed = seed;
    settings.contrast = Contrast::T1;
    settings.sides = PhantomSides::Left;
    settings.size = {128, 128};
    settings.slices = 1;
    settings.spacing = {1.5, 1.5};
    settings.firstLevel = 0.65;
    SyntheticCase made = makeLegPhantom(settings);
    return {std::move(made.image), std::move(made.labels)};
}

/// Another leg for each number, or always the same.
class LegSlices final : public SampleSource {
  public:
    explicit LegSlices(bool alwaysTheSame) : alwaysTheSame_(alwaysTheSame) {}
    TrainingCase sample(std::uint64_t number) const override {
        return legSlice(alwaysTheSame_ ? 1 : number);
    }

  private:
    bool alwaysTheSame_;
};

} // namespace laurel
