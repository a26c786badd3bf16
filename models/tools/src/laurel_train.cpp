#include "laurel/base/error.h"
#include "laurel/tools/training_tool.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <fstream>
#include <iostream>

namespace {

laurel::CancellationSource interruption;

void interrupt(int) {
    interruption.cancel();
}

struct Arguments {
    std::filesystem::path config;
    std::filesystem::path output;
    std::filesystem::path events;
    bool resume = false;
};

void train(const Arguments& arguments) {
    laurel::TrainingConfig config = laurel::readTrainingConfig(arguments.config);
    config.options.checkpoint.resume = arguments.resume;
    std::ofstream events;
    if (!arguments.events.empty()) {
        events.open(arguments.events, std::ios::app);
        if (!events) {
            throw laurel::Error(laurel::ErrorCode::Io, "cannot write " + arguments.events.string());
        }
    }
    const auto report = [&](const laurel::TrainingEvent& event) {
        (events.is_open() ? static_cast<std::ostream&>(events) : std::cout)
            << laurel::toJsonLine(event) << std::endl;
    };
    laurel::Engine engine;
    const laurel::ModelPackage package =
        laurel::runTraining(config, arguments.output, engine, report, interruption.token());
    std::cerr << "wrote " << package.folder().string() << '\n';
}

} // namespace

int main(int argc, char** argv) {
    laurel::Engine::prepareProcess();
    CLI::App app{"Trains a model package from the sources that a TOML file describes."};
    Arguments arguments;
    app.add_option("--config", arguments.config, "TOML file, see docs/training.md")->required();
    app.add_option("-o,--output", arguments.output,
                   "package folder to create, instead of the configuration's");
    app.add_option("--events", arguments.events,
                   "append events as JSON lines here instead of standard output");
    app.add_flag("--resume", arguments.resume,
                 "go on from the checkpoint that the configuration names, if there is one yet");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    std::signal(SIGINT, interrupt);
    std::signal(SIGTERM, interrupt);
    try {
        train(arguments);
        return 0;
    } catch (const laurel::Error& error) {
        std::cerr << "laurel-train: " << error.what() << '\n';
        return error.code() == laurel::ErrorCode::InvalidInput ||
                       error.code() == laurel::ErrorCode::NotFound
                   ? 3
                   : 1;
    } catch (const std::exception& error) {
        std::cerr << "laurel-train: " << error.what() << '\n';
        return 1;
    }
}
