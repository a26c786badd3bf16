#include "manifest_words.h"

#include "laurel/base/error.h"
#include "laurel/package/manifest.h"

namespace laurel {

namespace {

using nlohmann::json;

template <std::size_t N, typename Enum>
std::string_view wordOf(const std::array<std::string_view, N>& words, Enum value) {
    return words.at(static_cast<std::size_t>(value));
}

json toJson(const ModelLabel& label) {
    return {{"value", label.value},
            {"name", label.name},
            {"abbreviation", label.abbreviation},
            {"color", toHex(label.color)},
            {"snomed", label.snomed}};
}

json normalisationOf(const ModelInput& input) {
    json normalisation{{"method", wordOf(normalisationWords, input.normalisation)},
                       {"bias_correction", input.biasCorrection}};
    if (input.normalisation == Normalisation::Percentile) {
        normalisation["low"] = input.lowPercentile;
        normalisation["high"] = input.highPercentile;
    }
    if (input.normalisation == Normalisation::Window) {
        normalisation["low"] = input.windowLow;
        normalisation["high"] = input.windowHigh;
    }
    return normalisation;
}

json toJson(const ModelInput& input) {
    return {{"modality", input.modality},
            {"orientation", input.orientation},
            {"axes", input.axes},
            {"channels", input.channels},
            {"spacing_mm", input.spacingMm},
            {"size", input.size},
            {"normalisation", normalisationOf(input)},
            {"laterality", wordOf(lateralityWords, input.laterality)}};
}

/// Fields that other programs than this one need not know are written where they say something.
json toJson(const ModelTraining& training) {
    const ModelTraining plain;
    json object{
        {"learning_rate", training.learningRate},    {"epochs", training.epochs},
        {"batch_size", training.batchSize},          {"loss", training.loss},
        {"min_slices", training.minSlices},          {"augmentation", training.augmentation},
        {"shared_prefixes", training.sharedPrefixes}};
    const auto unlessPlain = [&](const char* key, double value, double plainValue) {
        if (value != plainValue) {
            object[key] = value;
        }
    };
    unlessPlain("proximal", training.proximal, plain.proximal);
    unlessPlain("clip_norm", training.clipNorm, plain.clipNorm);
    unlessPlain("border_sigma", training.borderSigma, plain.borderSigma);
    if (training.privacy) {
        object["privacy"] = {{"clip", training.privacy->clip},
                             {"noise_multiplier", training.privacy->noiseMultiplier},
                             {"delta", training.privacy->delta}};
    }
    return object;
}

json toJson(const ModelPlugin& plugin) {
    json object{{"name", plugin.name},
                {"version", plugin.version},
                {"hyperparameters", plugin.hyperparameters}};
    if (!plugin.networkSha256.empty()) {
        object["network_sha256"] = plugin.networkSha256;
    }
    return object;
}

json toJson(const ModelManifest& manifest) {
    json labels = json::array();
    for (const ModelLabel& label : manifest.labels) {
        labels.push_back(toJson(label));
    }
    return {{"format", manifestFormat},
            {"id", manifest.id},
            {"name", manifest.name},
            {"description", manifest.description},
            {"license", manifest.license},
            {"min_torch", manifest.minTorch},
            {"plugin", toJson(manifest.plugin)},
            {"labels", std::move(labels)},
            {"input", toJson(manifest.input)},
            {"postprocess",
             {{"largest_component", manifest.postprocess.largestComponent},
              {"fill_holes", manifest.postprocess.fillHoles}}},
            {"training", toJson(manifest.training)},
            {"provenance", manifest.provenance},
            {"metrics", manifest.metrics}};
}

} // namespace

std::string listedLossNames() {
    std::string list;
    for (const std::string_view name : lossNames) {
        list += (list.empty() ? "" : ", ") + std::string(name);
    }
    return list;
}

std::string serializeManifest(const ModelManifest& manifest) {
    try {
        return toJson(manifest).dump(2) + "\n";
    } catch (const json::exception&) {
        throw Error(ErrorCode::InvalidInput, "the manifest holds text that is not valid UTF-8");
    }
}

} // namespace laurel
