#include "laurel/tools/training_tool.h"

#include "case_files.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/weights/crypto.h"
#include "manifest_file.h"

#include <nlohmann/json.hpp>

namespace laurel {

namespace {

TrainingCase validationPhantom(const ValidationConfig& config, std::uint64_t seed) {
    LimbPhantomSettings settings;
    settings.seed = seed;
    settings.slices = config.phantomSlices;
    settings.sliceSpacing = 60.0 / static_cast<double>(config.phantomSlices);
    SyntheticCase made =
        config.limb == Limb::Leg ? makeLegPhantom(settings) : makeThighPhantom(settings);
    return {std::move(made.image), std::move(made.labels)};
}

nlohmann::json asJson(const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json sourceNames(const TrainingConfig& config) {
    nlohmann::json names = nlohmann::json::array();
    for (const TrainingSourceConfig& source : config.sources) {
        names.push_back(source.name);
    }
    return names;
}

nlohmann::json provenanceOf(const TrainingConfig& config, const TrainResult& result) {
    return {{"config_sha256", config.digest}, {"seed", config.options.seed},
            {"steps", result.steps},          {"samples", result.samples},
            {"seconds", result.seconds},      {"sources", sourceNames(config)},
            {"kept_step", result.keptStep},   {"stopped_early", result.stoppedEarly}};
}

nlohmann::json metricsOf(const std::vector<NamedCase>& cases, const TrainingEvent& last) {
    nlohmann::json metrics = {{"mean_dice", asJson(last.validationDice)},
                              {"dice_per_label", last.validationDicePerLabel}};
    nlohmann::json& perCase = metrics["dice_per_case"] = nlohmann::json::object();
    for (std::size_t i = 0; i < cases.size() && i < last.validationDicePerCase.size(); ++i) {
        perCase[cases[i].name] = asJson(last.validationDicePerCase[i]);
    }
    return metrics;
}

std::filesystem::path chooseOutput(const TrainingConfig& config,
                                   const std::filesystem::path& output) {
    const std::filesystem::path& chosen = output.empty() ? config.output : output;
    if (chosen.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "no output folder: give one, or set output in [model]");
    }
    if (std::filesystem::exists(chosen)) {
        throw Error(ErrorCode::AlreadyExists,
                    "the output folder exists already: " + chosen.string());
    }
    return chosen;
}

/// Of all that must be the same for a training to go on.
std::string digestOf(const TrainingConfig& config, const ModelManifest& manifest) {
    return sha256Hex(config.digest + "\n" + serializeManifest(manifest));
}

} // namespace

ModelManifest readManifestFile(const std::filesystem::path& file) {
    constexpr std::uint64_t largest = 1U << 20;
    ModelManifest manifest = parseManifest(readTextFile(file, largest), file.filename().string());
    attachNetworkProgram(manifest, file.parent_path() / networkFileName);
    return manifest;
}

std::vector<NamedCase> openValidationCases(const ValidationConfig& config,
                                           const ModelManifest& manifest) {
    std::vector<NamedCase> cases;
    for (const std::uint64_t seed : config.phantomSeeds) {
        cases.push_back({"phantom " + std::to_string(seed), validationPhantom(config, seed)});
    }
    for (const ValidationImageConfig& image : config.images) {
        StructureTable structures(image.names, manifest);
        cases.push_back({image.name, readCase(image.files, structures)});
        structures.requireAllFound("validation image '" + image.name + "'");
    }
    return cases;
}

ModelPackage runTraining(const TrainingConfig& config, const std::filesystem::path& output,
                         Engine& engine, const std::function<void(const TrainingEvent&)>& onEvent,
                         const CancellationToken& cancel) {
    const std::filesystem::path folder = chooseOutput(config, output);
    ModelManifest manifest = readManifestFile(config.manifest);
    const std::unique_ptr<SampleSource> source = openSampleSource(config, manifest);
    const std::vector<NamedCase> named = openValidationCases(config.validation, manifest);
    std::vector<TrainingCase> validation;
    validation.reserve(named.size());
    for (const NamedCase& one : named) {
        validation.push_back(one.data);
    }
    TrainingEvent last;
    const auto keepLast = [&](const TrainingEvent& event) {
        if (event.validationDice) {
            last = event;
        }
        onEvent(event);
    };
    TrainOptions options = config.options;
    options.checkpoint.configuration = digestOf(config, manifest);
    const TrainResult result =
        engine.train(manifest, *source, validation, options, keepLast, cancel);
    manifest.provenance = provenanceOf(config, result);
    manifest.metrics = metricsOf(named, last);
    ModelPackage package = ModelPackage::create(folder, manifest, result.weights);
    std::error_code ignored; // the package is what counts
    std::filesystem::remove(options.checkpoint.file, ignored);
    return package;
}

std::string toJsonLine(const TrainingEvent& event, std::optional<int> fold) {
    nlohmann::json line = {{"step", event.step},
                           {"samples", event.samples},
                           {"loss", event.loss},
                           {"gradient_norm", event.gradientNorm},
                           {"learning_rate", event.learningRate},
                           {"seconds", event.seconds},
                           {"samples_per_second", event.samplesPerSecond}};
    if (fold) {
        line["fold"] = *fold;
    }
    if (!event.validationDicePerCase.empty()) {
        line["validation_dice"] = asJson(event.validationDice);
        line["validation_dice_per_label"] = event.validationDicePerLabel;
        nlohmann::json& perCase = line["validation_dice_per_case"] = nlohmann::json::array();
        for (const std::optional<double>& dice : event.validationDicePerCase) {
            perCase.push_back(asJson(dice));
        }
    }
    return line.dump();
}

} // namespace laurel
