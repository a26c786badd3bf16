#include "laurel/cli/commands.h"
#include "laurel/tools/training_tool.h"

#include <iostream>

namespace laurel::cli {

void train(const TrainCommandOptions& options, const Environment& environment) {
    const TrainingConfig config = readTrainingConfig(options.config);
    Engine engine;
    const auto print = [](const TrainingEvent& event) {
        std::cout << toJsonLine(event) << std::endl;
    };
    const ModelPackage package =
        runTraining(config, options.output, engine, print, environment.cancel);
    std::cerr << "wrote " << package.folder().string() << '\n';
}

} // namespace laurel::cli
