#include "commands.h"

#include "inputs.h"
#include "json_reports.h"
#include "model_lookup.h"
#include "text_table.h"

#include "laurel/metrics/label_renaming.h"

#include <chrono>
#include <numeric>
#include <unistd.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

fs::path folderOf(const fs::path& path) {
    const fs::path inner = path.has_filename() ? path : path.parent_path();
    return inner.has_parent_path() ? inner.parent_path() : fs::path(".");
}

/// Before minutes of training, not after them.
void requireWritable(const fs::path& output) {
    std::error_code ignored;
    if (fs::symlink_status(output, ignored).type() != fs::file_type::not_found) {
        throw Error(ErrorCode::AlreadyExists, output.string() + " exists already");
    }
    const fs::path folder = folderOf(output);
    if (!fs::is_directory(folder, ignored)) {
        throw Error(ErrorCode::NotFound,
                    "there is no folder " + folder.string() + " to put the package into");
    }
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
        throw Error(ErrorCode::Io, "the folder " + folder.string() + " cannot be written to");
    }
}

/// What a process that was killed while it wrote this very package has left beside it: a private
/// folder of TemporaryFolder that holds an entry of the package's name, and is older than any
/// writing takes.
void removeLeftovers(const fs::path& output) {
    constexpr auto longestWriting = std::chrono::minutes(10);
    const fs::path name =
        output.has_filename() ? output.filename() : output.parent_path().filename();
    std::error_code ignored;
    std::vector<fs::path> leftovers;
    for (const auto& entry : fs::directory_iterator(folderOf(output), ignored)) {
        const bool isPrivate = entry.path().filename().string().starts_with(".laurel-");
        if (isPrivate && entry.is_directory(ignored) && fs::exists(entry.path() / name, ignored) &&
            fs::file_time_type::clock::now() - entry.last_write_time(ignored) > longestWriting) {
            leftovers.push_back(entry.path());
        }
    }
    for (const fs::path& leftover : leftovers) {
        fs::remove_all(leftover, ignored);
    }
}

std::string joined(const std::vector<std::string>& names) {
    return std::accumulate(names.begin(), names.end(), std::string(),
                           [](const std::string& list, const std::string& name) {
                               return list + (list.empty() ? "" : ", ") + name;
                           });
}

LabelMap loadReviewed(const FinetuneOptions& options, const LoadedImage& image,
                      const ModelManifest& manifest, Console& console) {
    LabelMap labels = loadLabelsOn(options.labels, image, options.placing, console);
    labels.nameUnlabelled(); // so that a value without a name can be given one
    labels = withRenamedSegments(std::move(labels), options.renames);
    const SegmentFit fit = matchModelSegments(manifest, labels, options.labels.string());
    if (!fit.foreign.empty()) {
        console.warn("not structures of model " + manifest.id +
                     ", so they count as background: " + joined(fit.foreign));
    }
    if (!fit.missing.empty()) {
        console.warn("not in " + options.labels.string() +
                     ", so where they are seen they count as background: " + joined(fit.missing));
    }
    return labels;
}

ReviewedCase loadCase(const FinetuneOptions& options, const ModelManifest& manifest,
                      Console& console) {
    ReviewedCase reviewed;
    LoadedImage image = loadNotedImage(options.image, options.which, console);
    requireWithin(options.slices, image.volume.geometry());
    reviewed.labels = loadReviewed(options, image, manifest, console);
    reviewed.image = std::make_shared<const Volume>(std::move(image.volume));
    if (options.slices) {
        reviewed.slices.emplace(options.slices->last - options.slices->first + 1);
        std::iota(reviewed.slices->begin(), reviewed.slices->end(), options.slices->first);
    }
    return reviewed;
}

std::string lineOf(const FineTuneEvent& event) {
    return "epoch " + std::to_string(event.epoch) + " of " + std::to_string(event.epochs) +
           ", loss " + fixed(event.loss, 4);
}

void tell(const FineTuneEvent& event, Console& console) {
    console.report(static_cast<double>(event.step) / static_cast<double>(event.steps),
                   lineOf(event));
    if (event.epochDone) {
        console.note(lineOf(event) + ", Dice " + fixed(event.measuredDice, 3));
    }
}

std::string textOf(const FinetuneReport& report) {
    const FineTuneResult& result = report.result;
    const std::string slices = std::to_string(result.slices) + " reviewed slices, ";
    const std::string measured =
        result.measuredOn == MeasuredOn::HeldOut
            ? std::to_string(result.heldOutSlices) + " of " + slices + "held out"
            : "the " + slices + "which also trained";
    return "Dice " + fixed(result.diceBefore, 3) + " before, " + fixed(result.diceAfter, 3) +
           " after, on " + measured + " (" + std::to_string(result.epochs) + " epochs, " +
           fixed(result.seconds, 1) + " s)\n" +
           (result.privacy
                ? privacyText(result.privacy->epsilon, result.privacy->settings.delta) + "\n"
                : "") +
           (result.kept() ? "wrote " + *report.output : "no improvement: nothing written") + "\n";
}

} // namespace

void runFinetune(const FinetuneOptions& options, Console& console) {
    const auto start = Clock::now();
    requireWritable(options.output);
    removeLeftovers(options.output);
    const ModelPackage base = openModel(options.model);
    const std::vector<ReviewedCase> cases{loadCase(options, base.manifest(), console)};
    FineTuneOptions settings;
    settings.seed = options.seed;
    settings.threads = options.threads;
    Engine engine;
    console.report(0, "preparing slices");
    FinetuneReport report;
    report.result = engine.fineTune(
        base, cases, settings, [&](const FineTuneEvent& event) { tell(event, console); },
        console.cancel());
    console.cancel().throwIfCancelled();
    if (report.result.kept()) {
        createFineTunedPackage(options.output, base, report.result);
        report.output = options.output.string();
    }
    report.result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    console.result(finetuneJson(report), textOf(report));
}

} // namespace laurel
