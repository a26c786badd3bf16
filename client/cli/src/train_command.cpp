#include "commands.h"

#include "json_reports.h"
#include "text_table.h"

#include "laurel/tools/cross_validation.h"
#include "laurel/tools/training_tool.h"

namespace laurel {

namespace {

std::string lineOf(const TrainingEvent& event) {
    std::string line = "step " + std::to_string(event.step) + ", loss " + fixed(event.loss, 4) +
                       ", " + fixed(event.samplesPerSecond, 1) + " samples/s";
    if (event.validationDice) {
        line += ", validation Dice " + fixed(event.validationDice, 3);
    }
    return line;
}

void runFolds(const TrainingConfig& config, const std::filesystem::path& folder, Console& console) {
    Engine engine;
    const CrossValidationReport report = runCrossValidation(
        config, folder, engine,
        [&](int fold, const TrainingEvent& event) {
            console.note("fold " + std::to_string(fold) + ", " + lineOf(event));
        },
        console.cancel());
    console.result(toJson(report), toTable(report));
}

} // namespace

void runTrain(const TrainCommandOptions& options, Console& console) {
    TrainingConfig config = readTrainingConfig(options.config);
    config.options.checkpoint.resume = options.resume;
    if (options.crossValidation) {
        runFolds(config, options.output, console);
        return;
    }
    Engine engine;
    const ModelPackage package = runTraining(
        config, options.output, engine,
        [&](const TrainingEvent& event) { console.note(lineOf(event)); }, console.cancel());
    const TrainReport report{package.folder().string(), package.manifest().id};
    console.result(trainJson(report), "wrote " + report.output);
}

} // namespace laurel
