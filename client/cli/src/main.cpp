#include "laurel/cli/commands.h"
#include "laurel/cli/console.h"
#include "laurel/cli/exit_code.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

namespace laurel::cli {

namespace {

using Command = std::function<void(const Environment&)>;

/// The parser fills these; `chosen` runs what was asked for.
struct Arguments {
    InfoOptions info;
    ConvertOptions convert;
    SegmentCommandOptions segment;
    EvaluateOptions evaluate;
    StatsOptions stats;
    SynthOptions synth;
    RenderOptions render;
    TrainCommandOptions train;
    Command chosen;
};

constexpr const char* jsonHelp = "Print one JSON document to stdout";
constexpr const char* seriesHelp = "SeriesInstanceUID, where a folder holds several series";
constexpr const char* slicesHelp = "FIRST-LAST along the file's third axis, 0-based, both included";

void addInfo(CLI::App& app, Arguments& arguments) {
    auto* const command =
        app.add_subcommand("info", "What a folder or file holds, and what is wrong with it");
    command->add_option("PATH", arguments.info.path, "DICOM folder or file, or an image file")
        ->required();
    command->add_flag("--json", arguments.info.json, jsonHelp);
    command->callback(
        [&] { arguments.chosen = [&](const Environment& e) { info(arguments.info, e); }; });
}

void addConvert(CLI::App& app, Arguments& arguments) {
    auto* const command =
        app.add_subcommand("convert", "Images and label maps between formats, by extension");
    command->add_option("IN", arguments.convert.input, "DICOM folder or file of any format")
        ->required();
    command
        ->add_option("OUT", arguments.convert.output, "File; without extension: folder for DICOM")
        ->required();
    command->add_option("--series", arguments.convert.series, seriesHelp);
    command->add_flag("--labels", arguments.convert.labels, "The input is a label map");
    command->callback(
        [&] { arguments.chosen = [&](const Environment& e) { convert(arguments.convert, e); }; });
}

void addSegment(CLI::App& app, Arguments& arguments) {
    auto* const command = app.add_subcommand("segment", "Masks of an image by a model");
    SegmentCommandOptions& options = arguments.segment;
    command->add_option("--model", options.model, "Package folder, or id of a shipped package")
        ->required();
    command->add_option("IN", options.input, "DICOM folder or image file")->required();
    command->add_option("-o,--output", options.output, "Label map, by extension")->required();
    command->add_option("--series", options.series, seriesHelp);
    command->add_option("--slices", options.slices, slicesHelp);
    command->add_option("--threads", options.threads, "0: one per core")
        ->check(CLI::Range(0, 1024));
    command->add_flag("--json", options.json, jsonHelp);
    command->callback(
        [&] { arguments.chosen = [&](const Environment& e) { segment(options, e); }; });
}

void addEvaluate(CLI::App& app, Arguments& arguments) {
    auto* const command = app.add_subcommand("evaluate", "Compare a segmentation with a reference");
    EvaluateOptions& options = arguments.evaluate;
    command->add_option("--reference", options.reference, "Label map that counts as true")
        ->required();
    command->add_option("--segmentation", options.segmentation, "Label map to judge")->required();
    command->add_option("--rename", options.renames,
                        "NAME=NEW: what the reference calls NAME is called NEW");
    command->add_flag("--json", options.json, jsonHelp);
    command->callback(
        [&] { arguments.chosen = [&](const Environment&) { evaluateFiles(options); }; });
}

void addStats(CLI::App& app, Arguments& arguments) {
    auto* const command = app.add_subcommand("stats", "Volume and intensity of each label");
    StatsOptions& options = arguments.stats;
    command->add_option("--image", options.image, "DICOM folder or image file")->required();
    command->add_option("--labels", options.labels, "Label map on the same grid")->required();
    command->add_option("--series", options.series, seriesHelp);
    command->add_option("-o,--output", options.csv, "CSV file");
    command->add_flag("--slicewise", options.slicewise, "One row a slice as well");
    command->add_flag("--json", options.json, jsonHelp);
    command->callback([&] { arguments.chosen = [&](const Environment& e) { stats(options, e); }; });
}

void addSynth(CLI::App& app, Arguments& arguments) {
    auto* const command = app.add_subcommand("synth", "A made-up limb with its true masks");
    SynthOptions& options = arguments.synth;
    command->add_option("LIMB", options.limb, "leg or thigh")
        ->required()
        ->check(CLI::IsMember({"leg", "thigh"}));
    command->add_option("--seed", options.seed, "The subject")->required();
    command->add_option("--contrast", options.contrast, "pd, t1, t2 or random")
        ->check(CLI::IsMember({"pd", "t1", "t2", "random"}));
    command->add_option("--format", options.format, "nifti or dicom")
        ->check(CLI::IsMember({"nifti", "dicom"}));
    command->add_option("--slices", options.slices, "How many")->check(CLI::Range(1, 1000));
    command->add_option("-o,--output", options.output, "Folder")->required();
    command->callback([&] { arguments.chosen = [&](const Environment& e) { synth(options, e); }; });
}

void addRender(CLI::App& app, Arguments& arguments) {
    auto* const command = app.add_subcommand("render", "A picture of slices with their masks");
    RenderOptions& options = arguments.render;
    command->add_option("IMAGE", options.image, "DICOM folder or image file")->required();
    command->add_option("--labels", options.labels, "Label map to fill in colour");
    command->add_option("--reference", options.reference, "Label map to outline in white");
    command->add_option("--series", options.series, seriesHelp);
    command->add_option("--slices", options.slices, slicesHelp);
    command->add_option("--columns", options.columns, "Tiles in a row")->check(CLI::Range(1, 100));
    command->add_option("-o,--output", options.output, "PNG file")->required();
    command->callback(
        [&] { arguments.chosen = [&](const Environment& e) { render(options, e); }; });
}

void addTrain(CLI::App& app, Arguments& arguments) {
    auto* const command =
        app.add_subcommand("train", "Train a model package; see docs/training.md");
    command->add_option("--config", arguments.train.config, "TOML file")->required();
    command->add_option("-o,--output", arguments.train.output, "Package folder to create");
    command->callback(
        [&] { arguments.chosen = [&](const Environment& e) { train(arguments.train, e); }; });
}

int runChosen(const Command& chosen) {
    TerminalProgress progress;
    try {
        chosen({progress, cancelOnSignals()});
        std::cout.flush();
        if (!std::cout) {
            throw Error(ErrorCode::Io, "cannot write to stdout");
        }
        return 0;
    } catch (const Error& error) {
        std::cerr << "laurelctl: " << error.what() << '\n';
        return exitCodeOf(error.code());
    } catch (const std::exception& error) {
        std::cerr << "laurelctl: internal error: " << error.what() << '\n';
        return 1;
    }
}

int runProgram(int argc, char** argv) {
    CLI::App app("Laurel: muscle segmentation without a window");
    app.set_version_flag("--version", LAUREL_VERSION);
    app.require_subcommand(1);
    Arguments arguments;
    for (const auto add :
         {addInfo, addConvert, addSegment, addEvaluate, addStats, addSynth, addRender, addTrain}) {
        add(app, arguments);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& stop) {
        return app.exit(stop) == 0 ? 0 : wrongUsage;
    }
    return runChosen(arguments.chosen);
}

} // namespace

} // namespace laurel::cli

int main(int argc, char** argv) {
    return laurel::cli::runProgram(argc, argv);
}
