#include "small_world.h"

#include "laurel/base/files.h"
#include "laurel/base/random.h"
#include "laurel/weights/safetensors.h"

#include <array>

namespace laurel::replay {

namespace {

constexpr double pixelMm = 5;
constexpr std::int64_t columns = 80;
constexpr std::int64_t rows = 48;
constexpr std::array contrasts{Contrast::ProtonDensity, Contrast::T1, Contrast::T2};
constexpr std::int64_t firstSteps = 450;
constexpr std::uint64_t firstPeople = 16;

ModelLabel labelOf(const Muscle& muscle, Side side, std::uint16_t value) {
    const std::string end = side == Side::Right ? "_R" : "_L";
    return {value, sidedName(muscle.name, side), std::string(muscle.abbreviation) + end,
            muscle.color, ""};
}

std::vector<ModelLabel> labelsOfBothSides() {
    std::vector<ModelLabel> labels;
    for (const Side side : {Side::Right, Side::Left}) {
        for (const Muscle& muscle : musclesOf(Limb::Leg)) {
            if (muscle.abbreviation == "SOL" || muscle.abbreviation == "GM" ||
                muscle.abbreviation == "TA") {
                labels.push_back(
                    labelOf(muscle, side, static_cast<std::uint16_t>(labels.size() + 1)));
            }
        }
    }
    return labels;
}

/// People of the place where the first version was made: no T2.
std::vector<TrainingCase> firstSlices(std::uint64_t seed) {
    std::vector<TrainingCase> slices;
    for (std::uint64_t i = 0; i < firstPeople; ++i) {
        LegSubject subject;
        subject.seed = seed + i;
        subject.contrast = i % 2 == 0 ? Contrast::ProtonDensity : Contrast::T1;
        for (TrainingCase& slice : slicesOf(subject)) {
            slices.push_back(std::move(slice));
        }
    }
    return slices;
}

} // namespace

ModelManifest smallModel() {
    ModelManifest manifest;
    manifest.id = "replayed";
    manifest.name = "Small legs";
    manifest.description = "Three muscles of both legs, for replays";
    manifest.license = "Apache-2.0";
    manifest.plugin = {
        "unet2d", "1.1", {{"widths", {6, 12, 24}}, {"norm", "batch"}, {"up", "bilinear"}}};
    manifest.labels = labelsOfBothSides();
    manifest.input.modality = "MR";
    manifest.input.spacingMm = {pixelMm, pixelMm};
    manifest.input.size = {rows, columns};
    manifest.training.learningRate = 5e-4;
    manifest.training.augmentation = false; // would take most of the time
    return manifest;
}

SyntheticCase imageOf(const LegSubject& subject) {
    LimbPhantomSettings settings;
    settings.seed = subject.seed;
    settings.contrast = subject.contrast;
    settings.noise = subject.noise;
    settings.size = {columns, rows};
    settings.spacing = {pixelMm, pixelMm};
    settings.slices = subject.slices;
    settings.sliceSpacing = 18;
    settings.firstLevel = subject.level;
    return makeLegPhantom(settings);
}

LegSubject subjectOfSite(int number, std::uint64_t seed) {
    LegSubject subject;
    subject.seed = seed;
    subject.contrast = contrasts.at(static_cast<std::size_t>(number) % contrasts.size());
    subject.noise = 0.02 + 0.01 * (number % 5);
    return subject;
}

std::vector<LegSubject> judgedSubjects(std::uint64_t seed) {
    constexpr int count = 6;
    std::vector<LegSubject> subjects;
    subjects.reserve(count);
    for (int i = 0; i < count; ++i) {
        subjects.push_back(subjectOfSite(i, seed + static_cast<std::uint64_t>(i)));
    }
    return subjects;
}

std::vector<TrainingCase> slicesOf(LegSubject subject) {
    constexpr double lowest = 0.45;
    constexpr double highest = 0.85;
    const std::int64_t count = subject.slices;
    std::vector<TrainingCase> slices;
    for (std::int64_t i = 0; i < count; ++i) {
        const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(count);
        subject.slices = 1;
        subject.level = lowest + share * (highest - lowest);
        SyntheticCase made = imageOf(subject);
        slices.push_back({std::move(made.image), std::move(made.labels)});
    }
    return slices;
}

StateDict trainOn(Engine& engine, const SampleSource& samples, const SmallTraining& training) {
    const TemporaryFolder folder;
    TrainOptions options;
    options.seed = training.seed;
    options.steps = training.steps;
    options.learningRate = training.learningRate;
    options.schedule =
        training.initial == nullptr ? LearningRateSchedule::Cosine : LearningRateSchedule::Constant;
    options.averageDecay = training.initial == nullptr ? 0.98 : 0.5;
    options.loss = smallModel().training.loss;
    options.validateEvery = 0;
    options.threads = 1;
    if (training.initial != nullptr) {
        options.initialWeights = folder.path() / "initial";
        writeSafetensors(*options.initialWeights, *training.initial);
    }
    return engine.train(smallModel(), samples, {}, options, [](const TrainingEvent&) {}, {})
        .weights;
}

StateDict firstWeights(Engine& engine, std::uint64_t seed) {
    SmallTraining training;
    training.steps = firstSteps;
    training.learningRate = 4e-3;
    training.seed = seed;
    return trainOn(engine, SliceSamples(firstSlices(seed)), training);
}

} // namespace laurel::replay
