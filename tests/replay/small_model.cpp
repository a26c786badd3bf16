#include "small_model.h"

#include "laurel/base/random.h"

#include <array>

namespace laurel::replay {

namespace {

constexpr std::array contrasts{Contrast::ProtonDensity, Contrast::T1, Contrast::T2,
                               Contrast::Random};
constexpr std::uint64_t trainingSite = 8000;

class TrainingPatients final : public SampleSource {
  public:
    TrainingCase sample(std::uint64_t number) const override {
        constexpr std::uint64_t patients = 24;
        SyntheticCase one = patientOf(trainingSite, number % patients, 2);
        return {std::move(one.image), std::move(one.labels)};
    }
};

} // namespace

ModelManifest smallManifest() {
    ModelManifest manifest;
    manifest.id = "leg";
    manifest.name = "A small net for the lower leg";
    manifest.license = "Apache-2.0";
    manifest.plugin = {"unet2d", "1.1", {{"depth", 3}, {"width", 8}, {"norm", "batch"}}};
    std::uint16_t value = 0;
    for (const Muscle& muscle : musclesOf(Limb::Leg)) {
        manifest.labels.push_back({++value, std::string(muscle.name),
                                   std::string(muscle.abbreviation), muscle.color, ""});
    }
    manifest.input.modality = "MR";
    manifest.input.spacingMm = {2.5, 2.5};
    manifest.input.size = {64, 64};
    manifest.input.laterality = Laterality::BilateralMirrored;
    manifest.training.epochs = 5;
    manifest.training.learningRate = 5e-4;
    manifest.training.minSlices = 5;
    manifest.training.loss = "dice-cross-entropy";
    return manifest;
}

StateDict trainedSmallModel(Engine& engine, const ModelManifest& manifest, std::int64_t steps) {
    TrainOptions options;
    options.seed = 1;
    options.steps = steps;
    options.learningRate = 3e-3;
    options.threads = 1;
    options.eventEvery = steps;
    options.validateEvery = 0;
    options.averageDecay = 0.98;
    SyntheticCase validation = patientOf(trainingSite, 1000, 2);
    std::vector<TrainingCase> cases;
    cases.push_back({std::move(validation.image), std::move(validation.labels)});
    const auto silent = [](const TrainingEvent&) {};
    return engine.train(manifest, TrainingPatients(), cases, options, silent, {}).weights;
}

/// The site of the first training has one contrast only, so that there is something to learn.
SyntheticCase patientOf(std::uint64_t site, std::uint64_t patient, std::int64_t slices) {
    LimbPhantomSettings settings;
    settings.seed = site * 100'003 + patient;
    settings.contrast = contrasts[site % contrasts.size()];
    settings.size = {160, 96};
    settings.spacing = {2.5, 2.5};
    settings.slices = slices;
    settings.sliceSpacing = 96.0 / static_cast<double>(slices);
    return makeLegPhantom(settings);
}

} // namespace laurel::replay
