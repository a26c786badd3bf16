#include "commands.h"

#include "evaluation_table.h"
#include "inputs.h"
#include "json_reports.h"
#include "model_lookup.h"

#include "laurel/base/files.h"
#include "laurel/metrics/label_renaming.h"

#include <algorithm>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Background on all slices but these; nothing changes where there are none.
void keepSlices(LabelMap& labels, const std::vector<SliceRange>& slices) {
    const GridSize& size = labels.geometry().size();
    const std::int64_t pixels = size.x * size.y;
    for (int layer = 0; layer < labels.layers(); ++layer) {
        const auto voxels = labels.layer(layer);
        for (std::int64_t z = 0; z < size.z; ++z) {
            const bool isKept =
                slices.empty() || std::any_of(slices.begin(), slices.end(),
                                              [z](const SliceRange& s) { return s.contains(z); });
            if (!isKept) {
                std::fill_n(voxels.begin() + z * pixels, pixels, std::uint16_t{0});
            }
        }
    }
}

/// The reference under the names and with the slices that count.
LabelMap preparedReference(LabelMap reference, const EvaluateOptions& options) {
    for (const SliceRange& range : options.slices) {
        requireWithin(range, reference.geometry());
    }
    keepSlices(reference, options.slices);
    if (!options.renames.empty()) {
        reference.nameUnlabelled(); // so that a value without a name can be given one
    }
    return withRenamedSegments(std::move(reference), options.renames);
}

Evaluation evaluatePair(const fs::path& reference, const fs::path& segmentation,
                        const EvaluateOptions& options, Console& console) {
    LabelPair pair = loadLabelPair(reference, segmentation);
    console.cancel().throwIfCancelled();
    OpenedLabels placed = placeLabels({std::move(pair.segmentation), {}}, pair.reference.geometry(),
                                      options.placing, segmentation.string(), reference.string());
    for (const std::string& note : placed.notes) {
        console.note(segmentation.string() + ": " + note);
    }
    const LabelMap prepared = preparedReference(std::move(pair.reference), options);
    keepSlices(placed.labels, options.slices);
    return evaluate(prepared, placed.labels);
}

ComparisonReport evaluatePairs(const EvaluateOptions& options, Console& console) {
    ComparisonReport report;
    ModelScores& scores = report.models.emplace_back();
    for (std::size_t i = 0; i < options.references.size(); ++i) {
        report.cases.push_back(options.segmentations[i].string());
        scores.cases.push_back(
            evaluatePair(options.references[i], options.segmentations[i], options, console));
    }
    return report;
}

/// The models of the command line, loaded, with what they have made so far.
class Contestants {
  public:
    explicit Contestants(const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            const FoundModel found = findModel(name);
            scores_.push_back({name, found.package.manifest().id, found.version, {}});
            models_.push_back(engine_.load(found.package));
        }
    }

    void take(const EvaluateCase& one, const EvaluateOptions& options, Console& console) {
        const LoadedImage image = loadNotedImage(one.image, {}, console);
        const LabelMap reference =
            preparedReference(loadLabelsOn(one.labels, image, options.placing, console), options);
        SegmentOptions settings;
        settings.threads = options.threads;
        for (std::size_t i = 0; i < models_.size(); ++i) {
            SegmentationResult result = segment(i, one, image.volume, settings, console);
            console.cancel().throwIfCancelled();
            keepSlices(result.labels, options.slices);
            scores_[i].cases.push_back(evaluate(reference, result.labels));
        }
    }

    std::vector<ModelScores> scores() && { return std::move(scores_); }

  private:
    SegmentationResult segment(std::size_t model, const EvaluateCase& one, const Volume& image,
                               const SegmentOptions& settings, Console& console) {
        try {
            return models_[model]->segment(image, settings, console, console.cancel());
        } catch (const Error& error) {
            if (error.code() == ErrorCode::Cancelled) {
                throw;
            }
            throw Error(error.code(), one.image.string() + ", model " + scores_[model].given +
                                          ": " + error.what());
        }
    }

    Engine engine_;
    std::vector<std::unique_ptr<SegmentationModel>> models_;
    std::vector<ModelScores> scores_;
};

ComparisonReport evaluateModels(const EvaluateOptions& options, Console& console) {
    ComparisonReport report;
    Contestants contestants(options.models);
    for (const EvaluateCase& one : options.cases) {
        report.cases.push_back(one.image.string());
        contestants.take(one, options, console);
    }
    report.models = std::move(contestants).scores();
    return report;
}

void requireOneForm(const EvaluateOptions& options) {
    const bool files = !options.references.empty() || !options.segmentations.empty();
    const bool models = !options.models.empty() || !options.cases.empty();
    const bool complete = files ? options.references.size() == options.segmentations.size()
                                : !options.models.empty() && !options.cases.empty();
    if (files == models || !complete) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected either as many --reference as --segmentation, or --model and "
                    "--case IMAGE LABELS, got " +
                        std::to_string(options.references.size()) + " --reference, " +
                        std::to_string(options.segmentations.size()) + " --segmentation, " +
                        std::to_string(options.models.size()) + " --model and " +
                        std::to_string(options.cases.size()) + " --case");
    }
}

} // namespace

void runEvaluate(const EvaluateOptions& options, Console& console) {
    requireOneForm(options);
    ComparisonReport report =
        options.models.empty() ? evaluatePairs(options, console) : evaluateModels(options, console);
    if (!options.csv.empty()) {
        writeFileAtomically(options.csv, comparisonCsv(report));
    }
    if (options.references.size() == 1) {
        const Evaluation& evaluation = report.models[0].cases[0];
        console.result(evaluateJson(evaluation), evaluationText(evaluation));
        return;
    }
    std::vector<CaseEvaluations> compared;
    std::ranges::transform(report.models, std::back_inserter(compared), &ModelScores::cases);
    report.summaries = summarise(compared);
    console.result(comparisonJson(report), comparisonText(report));
}

} // namespace laurel
