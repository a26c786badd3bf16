#include "laurel/tools/training_config.h"

#include "augmentation_config.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/config/config_table.h"
#include "laurel/package/manifest.h"
#include "laurel/weights/crypto.h"
#include "source_config.h"

#include <algorithm>

namespace laurel {

namespace {

constexpr double aDay = 86400;

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
    if (std::optional<ConfigTable> augmentation = root.table("augmentation")) {
        config.options.augmentation = readAugmentation(*augmentation);
    }
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
