#include "characters.h"
#include "format_version.h"
#include "manifest_words.h"

#include "laurel/json/field_reader.h"
#include "laurel/json/strict_json.h"
#include "laurel/package/manifest.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr std::size_t nameBytes = 128;
constexpr std::size_t descriptionBytes = 8192;

bool isOrientation(std::string_view text) {
    static constexpr std::array<std::string_view, 3> axes{"LR", "AP", "SI"};
    return text.size() == axes.size() &&
           std::all_of(axes.begin(), axes.end(), [&](std::string_view letters) {
               return text.find_first_of(letters) != std::string_view::npos;
           });
}

bool isColor(std::string_view text) {
    return text.size() == 7 && text[0] == '#' &&
           std::all_of(text.begin() + 1, text.end(), isHexDigit);
}

/// A SNOMED CT identifier has 6 to 18 digits.
bool isSnomed(std::string_view text) {
    return text.empty() || (text.size() >= 6 && text.size() <= 18 &&
                            std::all_of(text.begin(), text.end(), isDigit));
}

ModelPlugin parsePlugin(FieldReader fields) {
    ModelPlugin plugin;
    plugin.name = fields.textLike("name", idPattern, isValidModelId);
    plugin.version = fields.textLike("version", "a version such as \"1.0\"", isVersion);
    if (fields.has("hyperparameters")) {
        plugin.hyperparameters = fields.anyObject("hyperparameters");
    }
    if (fields.has("network_sha256")) {
        plugin.networkSha256 =
            fields.textLike("network_sha256", "64 lower-case hexadecimal digits", isSha256);
    }
    fields.requireNoOthers();
    return plugin;
}

ModelLabel parseLabel(FieldReader& fields, std::uint16_t value) {
    ModelLabel label;
    label.value = static_cast<std::uint16_t>(fields.integer("value", {1, mostLabels}));
    if (label.value != value) {
        fields.fail("value", std::to_string(value) + " (values count up from 1 without gaps)");
    }
    label.name = fields.text("name", {1, nameBytes});
    if (fields.has("abbreviation")) {
        label.abbreviation = fields.text("abbreviation", {0, 16});
    }
    label.color = fields.has("color")
                      ? colorFromHex(fields.textLike("color", "a colour as \"#RRGGBB\"", isColor))
                      : defaultColor(value);
    if (fields.has("snomed")) {
        label.snomed = fields.textLike("snomed", "a SNOMED CT id of 6 to 18 digits", isSnomed);
    }
    fields.requireNoOthers();
    return label;
}

std::vector<ModelLabel> parseLabels(FieldReader& manifest) {
    std::vector<ModelLabel> labels;
    std::set<std::string> names;
    std::set<std::string> abbreviations;
    for (FieldReader& fields : manifest.objects("labels", {1, mostLabels})) {
        labels.push_back(parseLabel(fields, static_cast<std::uint16_t>(labels.size() + 1)));
        if (!names.insert(labels.back().name).second) {
            fields.fail("name", "a name that no other label has");
        }
        const std::string& abbreviation = labels.back().abbreviation;
        if (!abbreviation.empty() && !abbreviations.insert(abbreviation).second) {
            fields.fail("abbreviation", "an abbreviation that no other label has");
        }
    }
    return labels;
}

void parseNormalisation(FieldReader fields, ModelInput& input) {
    input.normalisation = static_cast<Normalisation>(fields.choice("method", normalisationWords));
    if (input.normalisation == Normalisation::Percentile) {
        input.lowPercentile = fields.number("low", {0, 100});
        input.highPercentile = fields.number("high", {0, 100});
        if (input.lowPercentile >= input.highPercentile) {
            fields.fail("high", "a percentile above normalisation.low");
        }
    }
    if (input.normalisation == Normalisation::Window) {
        input.windowLow = fields.number("low", {-1e6, 1e6});
        input.windowHigh = fields.number("high", {-1e6, 1e6});
        if (input.windowLow >= input.windowHigh) {
            fields.fail("high", "an intensity above normalisation.low");
        }
    }
    if (fields.has("bias_correction")) {
        input.biasCorrection = fields.boolean("bias_correction");
    }
    fields.requireNoOthers();
}

ModelInput parseInput(FieldReader fields) {
    ModelInput input;
    input.modality = modalityWords[fields.choice("modality", modalityWords)];
    if (fields.has("orientation")) {
        input.orientation = fields.textLike(
            "orientation", "three letters, one each of L/R, A/P and S/I", isOrientation);
    }
    input.axes = static_cast<int>(fields.integer("axes", {2, 3}));
    if (fields.has("channels")) {
        input.channels = static_cast<int>(fields.integer("channels", {1, 4}));
    }
    const auto axes = static_cast<std::size_t>(input.axes);
    input.spacingMm = fields.numbers("spacing_mm", axes, {0.1, 20});
    input.size = fields.integers("size", {axes, axes}, {16, 1024});
    if (fields.has("normalisation")) {
        parseNormalisation(fields.object("normalisation"), input);
    }
    if (fields.has("laterality")) {
        input.laterality = static_cast<Laterality>(fields.choice("laterality", lateralityWords));
    }
    fields.requireNoOthers();
    return input;
}

ModelPostprocess parsePostprocess(FieldReader fields) {
    ModelPostprocess postprocess;
    if (fields.has("largest_component")) {
        postprocess.largestComponent = fields.boolean("largest_component");
    }
    if (fields.has("fill_holes")) {
        postprocess.fillHoles = fields.boolean("fill_holes");
    }
    fields.requireNoOthers();
    return postprocess;
}

/// A number above 0.
double positive(FieldReader& fields, const std::string& key, double high) {
    const double value = fields.number(key, {0, high});
    if (value == 0) {
        fields.fail(key, "a number above 0");
    }
    return value;
}

TrainingPrivacy parsePrivacy(FieldReader fields) {
    TrainingPrivacy privacy;
    privacy.clip = positive(fields, "clip", 1e6);
    privacy.noiseMultiplier = fields.number("noise_multiplier", {0.01, 1000});
    privacy.delta = fields.number("delta", {1e-15, 0.1});
    fields.requireNoOthers();
    return privacy;
}

/// What keeps a fine-tuning from doing harm.
void parseSafety(FieldReader& fields, ModelTraining& training) {
    if (fields.has("proximal")) {
        training.proximal = fields.number("proximal", {0, 1000});
    }
    if (fields.has("clip_norm")) {
        training.clipNorm = fields.number("clip_norm", {0, 1e6});
    }
    if (fields.has("border_sigma")) {
        training.borderSigma = fields.number("border_sigma", {0.5, 100});
    }
    if (fields.has("privacy")) {
        training.privacy = parsePrivacy(fields.object("privacy"));
    }
    if (fields.has("shared_prefixes")) {
        training.sharedPrefixes = fields.texts("shared_prefixes", 1000, {1, 256});
    }
}

ModelTraining parseTraining(FieldReader fields) {
    ModelTraining training;
    const auto integer = [&](const char* key, int& value, std::int64_t high) {
        if (fields.has(key)) {
            value = static_cast<int>(fields.integer(key, {1, high}));
        }
    };
    if (fields.has("learning_rate")) {
        training.learningRate = positive(fields, "learning_rate", 1);
    }
    integer("epochs", training.epochs, 1000);
    integer("batch_size", training.batchSize, 256);
    integer("min_slices", training.minSlices, 1000);
    if (fields.has("loss")) {
        training.loss = lossNames[fields.choice("loss", lossNames)];
    }
    if (fields.has("augmentation")) {
        training.augmentation = fields.boolean("augmentation");
    }
    parseSafety(fields, training);
    fields.requireNoOthers();
    return training;
}

ModelManifest parseFields(FieldReader fields) {
    requireFormat(fields, manifestFormat);
    ModelManifest manifest;
    manifest.id = fields.textLike("id", idPattern, isValidModelId);
    manifest.name = fields.text("name", {1, nameBytes});
    manifest.license = fields.text("license", {1, nameBytes});
    if (fields.has("description")) {
        manifest.description = fields.text("description", {0, descriptionBytes});
    }
    if (fields.has("min_torch")) {
        manifest.minTorch = fields.textLike("min_torch", "a version such as \"1.13\"", isVersion);
    }
    manifest.plugin = parsePlugin(fields.object("plugin"));
    manifest.labels = parseLabels(fields);
    manifest.input = parseInput(fields.object("input"));
    if (fields.has("postprocess")) {
        manifest.postprocess = parsePostprocess(fields.object("postprocess"));
    }
    if (fields.has("training")) {
        manifest.training = parseTraining(fields.object("training"));
    }
    if (fields.has("provenance")) {
        manifest.provenance = fields.anyObject("provenance");
    }
    if (fields.has("metrics")) {
        manifest.metrics = fields.anyObject("metrics");
    }
    fields.requireNoOthers();
    return manifest;
}

} // namespace

bool isValidModelId(std::string_view id) noexcept {
    return !id.empty() && id.size() <= 64 && isLowerAlphanumeric(id[0]) &&
           std::all_of(id.begin(), id.end(),
                       [](char c) { return isLowerAlphanumeric(c) || c == '_' || c == '-'; });
}

bool isShared(const ModelTraining& training, std::string_view tensor) {
    const std::vector<std::string>& prefixes = training.sharedPrefixes;
    return prefixes.empty() ||
           std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const std::string& prefix) { return tensor.starts_with(prefix); });
}

ModelManifest parseManifest(std::string_view text, const std::string& name) {
    const nlohmann::json json = parseStrictJson(text, name);
    return parseFields(FieldReader(json, name, ""));
}

} // namespace laurel
