#include "laurel/base/error.h"
#include "laurel/tools/cross_validation.h"
#include "laurel/tools/training_tool.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <optional>

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
    bool crossValidation = false;
};

/// Where events go: a file, or standard output.
class EventLines {
  public:
    explicit EventLines(const std::filesystem::path& file) {
        if (file.empty()) {
            return;
        }
        file_.open(file, std::ios::app);
        if (!file_) {
            throw laurel::Error(laurel::ErrorCode::Io, "cannot write " + file.string());
        }
    }

    void add(const laurel::TrainingEvent& event, std::optional<int> fold = {}) {
        (file_.is_open() ? static_cast<std::ostream&>(file_) : std::cout)
            << laurel::toJsonLine(event, fold) << std::endl;
    }

  private:
    std::ofstream file_;
};

void train(const Arguments& arguments) {
    laurel::TrainingConfig config = laurel::readTrainingConfig(arguments.config);
    config.options.checkpoint.resume = arguments.resume;
    EventLines events(arguments.events);
    laurel::Engine engine;
    if (arguments.crossValidation) {
        const auto report = laurel::runCrossValidation(
            config, arguments.output, engine,
            [&](int fold, const auto& event) { events.add(event, fold); }, interruption.token());
        std::cerr << laurel::toTable(report);
        return;
    }
    const laurel::ModelPackage package = laurel::runTraining(
        config, arguments.output, engine, [&](const auto& event) { events.add(event); },
        interruption.token());
    std::cerr << "wrote " << package.folder().string() << '\n';
}

} // namespace

int main(int argc, char** argv) {
    laurel::Engine::prepareProcess();
    CLI::App app{"Trains a model package from the sources that a TOML file describes."};
    Arguments arguments;
    app.add_option("--config", arguments.config, "TOML file, see docs/training.md")->required();
    app.add_option("-o,--output", arguments.output,
                   "package (or report) folder to create, instead of the configuration's");
    app.add_option("--events", arguments.events,
                   "append events as JSON lines here instead of standard output");
    app.add_flag("--resume", arguments.resume,
                 "go on from the checkpoint that the configuration names, if there is one yet");
    app.add_flag("--cross-validate", arguments.crossValidation,
                 "train once for each fold of [cross_validation] and write a report instead of a "
                 "package")
        ->excludes("--resume");
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
