#include "options_config.h"

#include "laurel/package/manifest.h"

#include <algorithm>
#include <array>
#include <utility>

namespace laurel {

namespace {

constexpr double aDay = 86400;
constexpr std::int64_t many = 1'000'000'000;

std::string readLoss(ConfigTable& table, const std::string& fallback) {
    std::string loss = table.text("loss", fallback);
    if (std::ranges::find(lossNames, loss) == lossNames.end()) {
        table.fail("loss", "expected one of " + listedLossNames() + ", got '" + loss + "'");
    }
    return loss;
}

/// A word that stands for a value. The first is the default.
template <typename Value, std::size_t N>
Value readWord(ConfigTable& table, const std::string& key,
               const std::array<std::pair<const char*, Value>, N>& words) {
    const std::string text = table.text(key, words.front().first);
    std::string expected;
    for (const auto& [word, value] : words) {
        if (text == word) {
            return value;
        }
        expected += (expected.empty() ? "" : ", ") + std::string(word);
    }
    table.fail(key, "expected one of " + expected + ", got '" + text + "'");
}

LearningRateSchedule readSchedule(ConfigTable& table) {
    using Entry = std::pair<const char*, LearningRateSchedule>;
    return readWord(table, "schedule",
                    std::array{Entry{"cosine", LearningRateSchedule::Cosine},
                               Entry{"constant", LearningRateSchedule::Constant},
                               Entry{"step", LearningRateSchedule::Step},
                               Entry{"polynomial", LearningRateSchedule::Polynomial}});
}

void readLearning(ConfigTable& table, TrainOptions& options) {
    options.batchSize = static_cast<int>(table.integer("batch_size", options.batchSize, 1, 1024));
    options.learningRate = table.number("learning_rate", options.learningRate, 1e-8, 1);
    options.schedule = readSchedule(table);
    options.warmUp = table.number("warm_up", options.warmUp, 0, 0.9);
    options.weightDecay = table.number("weight_decay", options.weightDecay, 0, 1);
    options.clipNorm = table.number("clip_norm", options.clipNorm, 1e-6, 1e6);
    options.averageDecay = table.number("average_decay", options.averageDecay, 0, 0.999999);
    options.loss = readLoss(table, options.loss);
}

void readValidating(ConfigTable& table, TrainOptions& options) {
    using Entry = std::pair<const char*, KeptWeights>;
    options.eventEvery = table.integer("event_every", options.eventEvery, 1, many);
    options.validateEvery = table.integer("validate_every", options.validateEvery, 0, many);
    options.patience = static_cast<int>(table.integer("patience", 0, 0, 1'000'000));
    options.minSteps = table.integer("min_steps", 0, 0, many);
    options.keep =
        readWord(table, "keep",
                 std::array{Entry{"last", KeptWeights::Last}, Entry{"best", KeptWeights::Best}});
    if (options.patience > 0 && options.validateEvery == 0) {
        table.fail("patience", "needs validate_every greater than 0");
    }
}

void readCheckpoint(ConfigTable& table, const PathResolver& paths, CheckpointOptions& checkpoint) {
    if (table.has("checkpoint")) {
        checkpoint.file = paths.required(table, "checkpoint");
    }
    checkpoint.everySteps = table.integer("checkpoint_every", 0, 0, many);
    checkpoint.everySeconds =
        table.number("checkpoint_seconds", checkpoint.everySeconds, 0, 30 * aDay);
}

} // namespace

TrainOptions readOptions(ConfigTable& table, const PathResolver& paths) {
    TrainOptions options;
    options.seed = static_cast<std::uint64_t>(table.integer("seed", 1, 0, many));
    options.seconds = table.number("seconds", 0, 0, 30 * aDay);
    options.steps = table.integer("steps", 0, 0, many);
    readLearning(table, options);
    readValidating(table, options);
    readCheckpoint(table, paths, options.checkpoint);
    options.threads = static_cast<int>(table.integer("threads", 0, 0, 1024));
    options.sampleThreads = static_cast<int>(table.integer("sample_threads", 1, 1, 1024));
    if (table.has("initial_weights")) {
        options.initialWeights = paths.required(table, "initial_weights");
    }
    if (options.steps == 0 && options.seconds == 0) {
        table.fail("steps", "one of steps and seconds must be greater than 0");
    }
    table.requireAllRead();
    return options;
}

} // namespace laurel
