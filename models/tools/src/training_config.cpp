#include "laurel/tools/training_config.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/config/config_table.h"
#include "laurel/package/manifest.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace laurel {

namespace {

constexpr double aDay = 86400;

/// Turns the texts of a configuration into paths.
class PathResolver {
  public:
    explicit PathResolver(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::filesystem::path resolve(const ConfigTable& table, const std::string& key,
                                  const std::string& text) const {
        static const std::string prefix = "$LAUREL_DATA/";
        if (!text.starts_with(prefix)) {
            return folder_ / text;
        }
        const char* data = std::getenv("LAUREL_DATA");
        if (data == nullptr || *data == '\0') {
            table.fail(
                key, "the path begins with $LAUREL_DATA, but that environment variable is not set");
        }
        return std::filesystem::path(data) / text.substr(prefix.size());
    }

  private:
    std::filesystem::path folder_;
};

/// Runs a conversion of a text, naming the key when it refuses.
template <typename Convert>
auto converted(ConfigTable& table, const std::string& key, const std::string& fallback,
               const Convert& convert) {
    const std::string text = table.text(key, fallback);
    try {
        return convert(text);
    } catch (const Error& error) {
        table.fail(key, error.what());
    }
}

Limb readLimb(ConfigTable& table) {
    const std::string text = table.text("limb", "leg");
    if (text != "leg" && text != "thigh") {
        table.fail("limb", "expected leg or thigh, got '" + text + "'");
    }
    return text == "leg" ? Limb::Leg : Limb::Thigh;
}

std::array<double, 2> readRange(ConfigTable& table, const std::string& name,
                                std::array<double, 2> fallback, double low, double high) {
    const std::array<double, 2> range{table.number("min_" + name, fallback[0], low, high),
                                      table.number("max_" + name, fallback[1], low, high)};
    if (range[0] > range[1]) {
        table.fail("min_" + name, "is greater than max_" + name);
    }
    return range;
}

std::map<std::uint16_t, std::string> readNamesByValue(ConfigTable& table) {
    std::map<std::uint16_t, std::string> names;
    for (const auto& [key, name] : table.textsByKey("names")) {
        std::uint16_t value = 0;
        const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), value);
        if (error != std::errc{} || end != key.data() + key.size() || value == 0) {
            table.fail("names", "expected label values from 1 to 65535 as keys, got '" + key + "'");
        }
        names.emplace(value, name);
    }
    if (names.empty()) {
        table.fail("names", "expected a table from label value to segment name");
    }
    return names;
}

LabelMapSourceConfig readLabelMapSource(ConfigTable& table, const PathResolver& paths) {
    LabelMapSourceConfig source;
    for (const std::string& text : table.texts("paths")) {
        source.paths.push_back(paths.resolve(table, "paths", text));
    }
    if (source.paths.empty()) {
        table.fail("paths", "expected at least one file");
    }
    source.names = readNamesByValue(table);
    LabelSynthesisSettings& settings = source.settings;
    settings.limb = readLimb(table);
    settings.contrast = converted(table, "contrast", "random", contrastFromString);
    const auto spacing =
        readRange(table, "spacing", {settings.minSpacing, settings.maxSpacing}, 0.3, 5);
    settings.minSpacing = spacing[0];
    settings.maxSpacing = spacing[1];
    settings.bilateralChance = table.number("bilateral_chance", settings.bilateralChance, 0, 1);
    settings.touchingChance = table.number("touching_chance", settings.touchingChance, 0, 1);
    settings.erosion = table.number("erosion", settings.erosion, 0, 5);
    settings.deformation = table.number("deformation", settings.deformation, 0, 2);
    return source;
}

PhantomSourceConfig readPhantomSource(ConfigTable& table) {
    PhantomSourceConfig source;
    source.limb = readLimb(table);
    source.contrast = converted(table, "contrast", "random", contrastFromString);
    source.spacing = readRange(table, "spacing", source.spacing, 0.3, 5);
    source.level = readRange(table, "level", source.level, 0, 1);
    source.bilateralChance = table.number("bilateral_chance", source.bilateralChance, 0, 1);
    source.variation = table.number("variation", source.variation, 0, 3);
    return source;
}

TrainingSourceConfig readSource(ConfigTable& table, const PathResolver& paths) {
    constexpr double heaviest = 1e6;
    TrainingSourceConfig source;
    source.name = table.requiredText("name");
    source.weight = table.number("weight", 1, 0, heaviest);
    const std::string kind = table.requiredText("kind");
    if (kind == "labelmaps") {
        source.settings = readLabelMapSource(table, paths);
    } else if (kind == "phantom") {
        source.settings = readPhantomSource(table);
    } else {
        table.fail("kind", "expected labelmaps or phantom, got '" + kind + "'");
    }
    table.requireAllRead();
    return source;
}

ValidationImageConfig readValidationImage(ConfigTable& table, const PathResolver& paths) {
    ValidationImageConfig image;
    image.name = table.requiredText("name");
    image.image = paths.resolve(table, "image", table.requiredText("image"));
    image.labels = paths.resolve(table, "labels", table.requiredText("labels"));
    for (auto& [from, to] : table.textsByKey("names")) {
        image.names.emplace(std::move(from), std::move(to));
    }
    table.requireAllRead();
    return image;
}

ValidationConfig readValidation(ConfigTable& table, const PathResolver& paths) {
    constexpr std::int64_t largestSeed = 999'999;
    ValidationConfig validation;
    for (const std::int64_t seed : table.integers("phantom_seeds", 0, largestSeed)) {
        validation.phantomSeeds.push_back(static_cast<std::uint64_t>(seed));
    }
    validation.limb = readLimb(table);
    validation.phantomSlices = table.integer("phantom_slices", validation.phantomSlices, 1, 100);
    for (ConfigTable& image : table.tables("image")) {
        validation.images.push_back(readValidationImage(image, paths));
    }
    table.requireAllRead();
    return validation;
}

std::string readLoss(ConfigTable& table, const std::string& fallback) {
    std::string loss = table.text("loss", fallback);
    if (std::ranges::find(lossNames, loss) == lossNames.end()) {
        table.fail("loss", "expected one of " + listedLossNames() + ", got '" + loss + "'");
    }
    return loss;
}

TrainOptions readOptions(ConfigTable& table, const PathResolver& paths) {
    constexpr std::int64_t many = 1'000'000'000;
    TrainOptions options;
    options.seed = static_cast<std::uint64_t>(table.integer("seed", 1, 0, many));
    options.seconds = table.number("seconds", 0, 0, 30 * aDay);
    options.steps = table.integer("steps", 0, 0, many);
    options.batchSize = static_cast<int>(table.integer("batch_size", options.batchSize, 1, 1024));
    options.learningRate = table.number("learning_rate", options.learningRate, 1e-8, 1);
    options.weightDecay = table.number("weight_decay", options.weightDecay, 0, 1);
    options.loss = readLoss(table, options.loss);
    options.eventEvery = table.integer("event_every", options.eventEvery, 1, many);
    options.validateEvery = table.integer("validate_every", options.validateEvery, 0, many);
    options.threads = static_cast<int>(table.integer("threads", 0, 0, 1024));
    options.sampleThreads = static_cast<int>(table.integer("sample_threads", 1, 1, 1024));
    if (table.has("initial_weights")) {
        options.initialWeights =
            paths.resolve(table, "initial_weights", table.requiredText("initial_weights"));
    }
    if (options.steps == 0 && options.seconds == 0) {
        table.fail("steps", "one of steps and seconds must be greater than 0");
    }
    table.requireAllRead();
    return options;
}

double totalWeight(const std::vector<TrainingSourceConfig>& sources) {
    double total = 0;
    for (const TrainingSourceConfig& source : sources) {
        total += source.weight;
    }
    return total;
}

} // namespace

TrainingConfig readTrainingConfig(const std::filesystem::path& file) {
    ConfigTable root = ConfigTable::readFile(file);
    const PathResolver paths(file.parent_path());
    TrainingConfig config;
    config.digest = sha256HexOfFile(file);
    ConfigTable model = root.requiredTable("model");
    config.manifest = paths.resolve(model, "manifest", model.requiredText("manifest"));
    if (model.has("output")) {
        config.output = paths.resolve(model, "output", model.requiredText("output"));
    }
    model.requireAllRead();
    ConfigTable training = root.requiredTable("training");
    config.options = readOptions(training, paths);
    for (ConfigTable& source : root.tables("source")) {
        config.sources.push_back(readSource(source, paths));
    }
    if (totalWeight(config.sources) <= 0) {
        root.fail("source", "expected at least one [[source]] with a weight greater than 0");
    }
    if (std::optional<ConfigTable> validation = root.table("validation")) {
        config.validation = readValidation(*validation, paths);
    }
    root.requireAllRead();
    return config;
}

} // namespace laurel
