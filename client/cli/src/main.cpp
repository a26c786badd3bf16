#include "commands.h"
#include "network_options.h"

#include "laurel/engine/engine.h"
#include "laurel/workflow/label_export.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <functional>
#include <iostream>
#include <iterator>
#include <new>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace laurel {
namespace {

constexpr const char* slicesHelp = "slices a-b, from 0, both included, along the file's third axis";
constexpr const char* modelHelp =
    "package folder; or ID or ID@N of a pulled model; or id of a shipped one";
constexpr const char* seriesHelp = "SeriesInstanceUID, where a folder holds several";

/// The first Ctrl-C (or SIGTERM) asks the work to stop cleanly; the second ends the process.
void cancelOnSignals(CancellationSource source) {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([source, signals]() mutable {
        int number = 0;
        while (::sigwait(&signals, &number) == 0) {
            if (source.token().isCancelled()) {
                ::_exit(128 + number);
            }
            source.cancel();
        }
    }).detach();
}

/// Declares the commands. Those that stand on the command line bind their options and leave in
/// `chosen` what is to be done.
class CommandLine {
  public:
    CommandLine() {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "laurel " LAUREL_VERSION);
        addInfo();
        addConvert();
        addSegment();
        addEvaluate();
        addStats();
        addSynth();
        addFinetune();
        addTrain();
        addRender();
        network_.declare(app_, [this](CLI::App* above, const std::string& name,
                                      const std::string& help, Action action) {
            return addCommand(name, help, std::move(action), above);
        });
        addCommand("version", "Print Laurel's version", [](Console& c) { runVersion(c); });
    }

    /// @throws CLI::ParseError
    void parse(int count, char** words) { app_.parse(count, words); }
    int exit(const CLI::ParseError& error) { return app_.exit(error, std::cout, std::cerr); }
    bool json() const { return json_; }
    void run(Console& console) const { chosen_(console); }

  private:
    using Action = std::function<void(Console&)>;

    CLI::App* addCommand(const std::string& name, const std::string& help, Action action,
                         CLI::App* above = nullptr) {
        CLI::App* command = (above == nullptr ? &app_ : above)->add_subcommand(name, help);
        command->add_flag("--json", json_, "print one JSON document instead of text");
        command->callback([this, action = std::move(action)] { chosen_ = action; });
        return command;
    }

    void addSlices(CLI::App* command, std::optional<SliceRange>& slices) {
        command->add_option_function<std::string>(
            "--slices", [&slices](const std::string& text) { slices = parseSliceRange(text); },
            slicesHelp);
    }

    static void addThreads(CLI::App* command, int& threads) {
        command->add_option("--threads", threads, "threads of the network; 0: one per core")
            ->check(CLI::Range(0, 1024));
    }

    /// What to do with labels of another grid than the image's.
    static void addPlacing(CLI::App* command, LabelOptions& placing) {
        command->add_flag_callback(
            "--resample", [&placing] { placing.resampling = Resampling::Always; },
            "bring labels of another grid onto the image's, by the nearest voxel in the patient");
        command->add_flag_callback(
            "--align-by-index", [&placing] { placing.placement = LabelPlacement::ByIndex; },
            "labels belong to the image voxel by voxel, wherever their file says they lie");
    }

    static void addSelection(CLI::App* command, ImageSelection& which) {
        command->add_option("--series", which.series, seriesHelp);
        command->add_flag("--resample-slices", which.consent.resample,
                          "DICOM slices on no regular grid are interpolated onto one");
        command->add_flag("--blank-broken", which.consent.blankBroken,
                          "DICOM slices that cannot be decoded stay empty");
    }

    static constexpr const char* copyPatientHelp =
        "DICOM masks carry the patient of their image, so that an archive files them with it";

    static std::string formatHelp() {
        std::string help = "of a label map, where its name does not say it:";
        for (const LabelFormatInfo& info : labelFormats()) {
            help += " " + std::string(info.name);
        }
        return help;
    }

    void addInfo() {
        auto* command = addCommand("info", "List the series and volumes of a file or folder",
                                   [this](Console& c) { runInfo(info_, c); });
        command->add_option("path", info_.path, "file or folder")->required();
        command->add_option("--series", info_.series, "SeriesInstanceUID: this one only");
        command->add_flag("--tags", info_.tags,
                          "list the header of each volume's first file, without the patient's");
        command
            ->add_flag("--show-patient", info_.showPatient,
                       "with --tags: fields that identify the patient too")
            ->needs("--tags");
    }

    void addConvert() {
        auto* command = addCommand("convert", "Convert an image or a label map, by extension",
                                   [this](Console& c) { runConvert(convert_, c); });
        command->add_option("input", convert_.input, "file or DICOM folder")->required();
        command->add_option("output", convert_.output, "file, or a new folder for DICOM")
            ->required();
        addSelection(command, convert_.which);
        command->add_flag("--labels", convert_.labels, "the input is a label map");
        command->add_option("--format", convert_.format, formatHelp());
        command->add_option("--source", convert_.source,
                            "the image of a label map: DICOM masks refer to it, contours need it");
        command->add_flag("--copy-patient", convert_.copyPatient, copyPatientHelp);
        command->add_option("--sheared", convert_.sheared, "NIfTI whose axes are not perpendicular")
            ->check(CLI::IsMember({"refuse", "resample", "qform"}));
        command->add_option("--names", convert_.names,
                            "table of the labels' names: ITK-SNAP's, 3D Slicer's, .csv or .tsv");
    }

    void addSegment() {
        auto* command = addCommand("segment", "Segment an image with a model",
                                   [this](Console& c) { runSegment(segment_, c); });
        command->add_option("--model", segment_.model, modelHelp)->required();
        command->add_option("input", segment_.input, "file or DICOM folder")->required();
        command->add_option("-o,--output", segment_.output, "label map to write")->required();
        command->add_option("--format", segment_.format, formatHelp());
        command->add_flag("--copy-patient", segment_.copyPatient, copyPatientHelp);
        addSelection(command, segment_.which);
        command
            ->add_option("--engine", segment_.engine,
                         "auto (the fast one, where it agrees with LibTorch), eager (LibTorch), "
                         "fast, or fast-bf16 (multiplies bfloat16 where the processor does)")
            ->check(CLI::IsMember({"auto", "eager", "fast", "fast-bf16"}));
        addThreads(command, segment_.threads);
        addSlices(command, segment_.slices);
    }

    void addEvaluate() {
        auto* command = addCommand("evaluate", "Compare segmentations, or models, with references",
                                   [this](Console& c) { runEvaluate(evaluate_, c); });
        command->add_option("--reference", evaluate_.references,
                            "label map; several, with as many segmentations: one table of all");
        command->add_option("--segmentation", evaluate_.segmentations, "label map");
        command->add_option("--model", evaluate_.models,
                            std::string(modelHelp) + "; several are compared with the first");
        command->add_option_function<std::vector<std::pair<std::string, std::string>>>(
            "--case",
            [this](const std::vector<std::pair<std::string, std::string>>& cases) {
                for (const auto& [image, labels] : cases) {
                    evaluate_.cases.push_back({image, labels});
                }
            },
            "image and its reference, which the models segment; may stand several times");
        addThreads(command, evaluate_.threads);
        command->add_option("-o,--output", evaluate_.csv,
                            "CSV file to write: every case, model and label");
        command->add_option("--rename", evaluate_.renames,
                            "NAME=NEW: what the reference calls NAME is called NEW");
        command->add_option_function<std::vector<std::string>>(
            "--slices",
            [this](const std::vector<std::string>& texts) {
                std::transform(texts.begin(), texts.end(), std::back_inserter(evaluate_.slices),
                               parseSliceRange);
            },
            std::string(slicesHelp) + "; may stand several times");
        addPlacing(command, evaluate_.placing);
    }

    void addStats() {
        auto* command = addCommand("stats", "Volumes and intensities of the labels of an image",
                                   [this](Console& c) { runStats(stats_, c); });
        command->add_option("--image", stats_.image, "file or DICOM folder")->required();
        command->add_option("--labels", stats_.labels, "label map on the image's grid")->required();
        addSelection(command, stats_.which);
        command->add_flag("--slicewise", stats_.slicewise, "also for each slice");
        addPlacing(command, stats_.placing);
        command->add_option("-o,--output", stats_.csv, "CSV file to write");
        auto* fat = command
                        ->add_option("--fat", stats_.fat,
                                     "also the fat within each label, which is brighter or darker "
                                     "than muscle: bright or dark")
                        ->check(CLI::IsMember({"bright", "dark"}));
        command->add_option("--fat-map", stats_.fatMap, "label map to write, with fat apart")
            ->needs(fat);
    }

    void addSynth() {
        auto* command = addCommand("synth", "Make up an image of a limb and its true labels",
                                   [this](Console& c) { runSynth(synth_, c); });
        command->add_option("limb", synth_.limb, "leg or thigh")
            ->required()
            ->check(CLI::IsMember({"leg", "thigh"}));
        command->add_option("--seed", synth_.seed, "which subject")->check(CLI::NonNegativeNumber);
        command->add_option("--contrast", synth_.contrast, "pd, t1, t2 or random")
            ->check(CLI::IsMember({"pd", "t1", "t2", "random"}));
        command->add_option("--format", synth_.format, "nifti or dicom")
            ->check(CLI::IsMember({"nifti", "dicom"}));
        command->add_option("-o,--output", synth_.output, "folder")->required();
        command->add_option("--slices", synth_.slices, "number of slices")
            ->check(CLI::Range(1, 1000));
        command->add_option("--spacing", synth_.spacingMm, "mm between pixels of a slice")
            ->check(CLI::Range(0.3, 5.0));
        command->add_option("--slice-spacing", synth_.sliceSpacingMm, "mm between slices")
            ->check(CLI::Range(0.5, 50.0));
    }

    void addFinetune() {
        auto* command = addCommand("finetune", "Tune a model on the reviewed slices of a case",
                                   [this](Console& c) { runFinetune(finetune_, c); });
        command->add_option("--model", finetune_.model, modelHelp)->required();
        command->add_option("--image", finetune_.image, "file or DICOM folder")->required();
        command->add_option("--labels", finetune_.labels, "reviewed label map on the image's grid")
            ->required();
        command->add_option("-o,--output", finetune_.output, "package to make")->required();
        addSelection(command, finetune_.which);
        command->add_option("--rename", finetune_.renames,
                            "NAME=NEW: what the labels call NAME is called NEW");
        command->add_option("--seed", finetune_.seed, "of order and augmentation")
            ->check(CLI::NonNegativeNumber);
        addPlacing(command, finetune_.placing);
        addThreads(command, finetune_.threads);
        addSlices(command, finetune_.slices);
    }

    void addTrain() {
        auto* command = addCommand("train", "Train a model from a TOML configuration",
                                   [this](Console& c) { runTrain(train_, c); });
        command->add_option("--config", train_.config, "configuration")->required();
        command->add_option("-o,--output", train_.output,
                            "package to make instead of the config's");
        command->add_flag("--resume", train_.resume,
                          "go on from the checkpoint that the configuration names");
        command
            ->add_flag("--cross-validate", train_.crossValidation,
                       "train once for each fold and write a report instead of a package")
            ->excludes("--resume");
    }

    void addRender() {
        auto* command = addCommand("render", "Draw slices of an image with its labels",
                                   [this](Console& c) { runRender(render_, c); });
        command->add_option("input", render_.image, "file or DICOM folder")->required();
        command->add_option("--labels", render_.labels, "label map, filled");
        command->add_option("--reference", render_.reference, "label map, outlined in white");
        command->add_option("-o,--output", render_.output, "PNG file to write")->required();
        addSelection(command, render_.which);
        addPlacing(command, render_.placing);
        addSlices(command, render_.slices);
    }

    CLI::App app_{"Laurel: segment muscles in MR images"};
    bool json_ = false;
    Action chosen_;
    InfoOptions info_;
    ConvertOptions convert_;
    SegmentCommandOptions segment_;
    EvaluateOptions evaluate_;
    StatsOptions stats_;
    SynthOptions synth_;
    FinetuneOptions finetune_;
    TrainCommandOptions train_;
    RenderOptions render_;
    NetworkOptions network_;
};

int run(int count, char** words) {
    CommandLine line;
    const CancellationSource cancellation;
    try {
        line.parse(count, words);
    } catch (const CLI::ParseError& error) {
        return line.exit(error) == 0 ? 0 : exitCodeOf(ErrorCode::InvalidArgument);
    } catch (const Error& error) {
        Console(false, {}).error(error.what());
        return exitCodeOf(error);
    }
    cancelOnSignals(cancellation);
    Console console(line.json(), cancellation.token());
    try {
        line.run(console);
        return 0;
    } catch (const Error& error) {
        console.error(error.what());
        return exitCodeOf(error);
    } catch (const std::bad_alloc&) {
        console.error("not enough memory");
    } catch (const std::exception& error) { // a defect: everything known is an Error
        console.error(std::string("internal error: ") + error.what());
    }
    return exitCodeOf(ErrorCode::Internal);
}

} // namespace
} // namespace laurel

int main(int count, char** words) {
    laurel::Engine::prepareProcess();
    return laurel::run(count, words);
}
