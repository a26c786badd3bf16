#include "laurel/tools/training_config.h"

#include "augmentation_config.h"
#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/config/config_table.h"
#include "laurel/weights/crypto.h"
#include "options_config.h"
#include "source_config.h"

#include <optional>

namespace laurel {

namespace {

double totalWeight(const std::vector<TrainingSourceConfig>& sources) {
    double total = 0;
    for (const TrainingSourceConfig& source : sources) {
        total += source.weight;
    }
    return total;
}

void requireValidation(ConfigTable& root, const TrainingConfig& config) {
    if (config.validation.phantomSeeds.empty() && config.validation.images.empty()) {
        root.fail("validation", "patience and keep = \"best\" need cases to validate on");
    }
}

CrossValidationConfig readCrossValidation(ConfigTable& table) {
    CrossValidationConfig config;
    config.folds = static_cast<int>(table.integer("folds", config.folds, 2, 1000));
    table.requireAllRead();
    return config;
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
    if (std::optional<ConfigTable> table = root.table("cross_validation")) {
        config.crossValidation = readCrossValidation(*table);
    }
    if (config.options.patience > 0 || config.options.keep == KeptWeights::Best) {
        requireValidation(root, config);
    }
    root.requireAllRead();
    return config;
}

} // namespace laurel
