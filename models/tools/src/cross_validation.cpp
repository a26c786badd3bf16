#include "laurel/tools/cross_validation.h"

#include "case_files.h"
#include "laurel/base/error.h"
#include "laurel/base/random.h"
#include "laurel/metrics/metrics.h"
#include "laurel/metrics/sparse_reference.h"
#include "laurel/tools/training_tool.h"
#include "manifest_file.h"

#include <algorithm>
#include <set>

namespace laurel {

namespace {

/// A case of a source of images.
struct CasePlace {
    std::size_t source = 0;
    std::size_t index = 0;
};

const ImageSourceConfig* imagesOf(const TrainingSourceConfig& source) {
    return std::get_if<ImageSourceConfig>(&source.settings);
}

std::vector<std::string> subjectsOf(const TrainingConfig& config) {
    std::vector<std::string> subjects;
    for (const TrainingSourceConfig& source : config.sources) {
        if (const ImageSourceConfig* images = imagesOf(source)) {
            for (const CaseFilesConfig& files : images->cases) {
                if (std::ranges::find(subjects, files.subject) == subjects.end()) {
                    subjects.push_back(files.subject);
                }
            }
        }
    }
    return subjects;
}

/// Which fold each subject is in.
std::map<std::string, int> dealFolds(std::vector<std::string> subjects, int folds,
                                     std::uint64_t seed) {
    Random random(seed);
    for (std::size_t i = subjects.size(); i > 1; --i) {
        const auto other = static_cast<std::size_t>(random.integer(0, static_cast<int>(i) - 1));
        std::swap(subjects[i - 1], subjects[other]);
    }
    std::map<std::string, int> dealt;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        dealt[subjects[i]] = static_cast<int>(i % static_cast<std::size_t>(folds));
    }
    return dealt;
}

/// The configuration without the cases of one fold.
TrainingConfig without(const TrainingConfig& config, const std::map<std::string, int>& folds,
                       int fold) {
    TrainingConfig rest = config;
    rest.options.checkpoint = {};
    for (TrainingSourceConfig& source : rest.sources) {
        if (auto* images = std::get_if<ImageSourceConfig>(&source.settings)) {
            images->isPart = true;
            std::erase_if(images->cases, [&](const CaseFilesConfig& files) {
                return folds.at(files.subject) == fold;
            });
        }
    }
    std::erase_if(rest.sources, [](const TrainingSourceConfig& source) {
        const ImageSourceConfig* images = imagesOf(source);
        return images != nullptr && images->cases.empty();
    });
    return rest;
}

/// The model's label that a segment is, whichever side.
std::string labelOf(const ModelManifest& manifest, const std::string& segment) {
    constexpr std::size_t sideLength = 2;
    const bool sided = manifest.input.laterality == Laterality::BilateralMirrored;
    return sided && segment.size() > sideLength ? segment.substr(0, segment.size() - sideLength)
                                                : segment;
}

void addSlices(HeldOutCase& scores, const ModelManifest& manifest, LabelMap reference,
               LabelMap segmentation) {
    leaveOutUnknown(reference, segmentation);
    for (const LabelMetrics& metrics : evaluate(reference, segmentation).labels) {
        std::vector<OverlapCounts>& slices = scores.labels[labelOf(manifest, metrics.name)];
        for (const SliceMetrics& slice : metrics.slices) {
            slices.push_back(slice.counts);
        }
    }
}

/// One cross-validation.
class CrossValidation {
  public:
    CrossValidation(const TrainingConfig& config, Engine& engine, const CancellationToken& cancel)
        : config_(config), engine_(engine), cancel_(cancel),
          manifest_(readManifestFile(config.manifest)) {}

    CrossValidationReport run(const std::function<void(int, const TrainingEvent&)>& onEvent) {
        const std::vector<std::string> subjects = subjectsOf(config_);
        if (!config_.crossValidation || subjects.size() < 2) {
            throw Error(ErrorCode::InvalidInput,
                        "a cross-validation needs a table [cross_validation] and sources of "
                        "images of at least two subjects, not " +
                            std::to_string(subjects.size()));
        }
        CrossValidationReport report;
        report.modelId = manifest_.id;
        report.folds = std::min(config_.crossValidation->folds, static_cast<int>(subjects.size()));
        const auto folds = dealFolds(subjects, report.folds, config_.options.seed);
        openSampleSource(config_, manifest_); // all cases, so that what is wrong shows at once
        for (int fold = 0; fold < report.folds; ++fold) {
            const StateDict weights = train(without(config_, folds, fold),
                                            [&](const auto& event) { onEvent(fold, event); });
            evaluateFold(report, folds, fold, weights);
        }
        sumUp(report, labelNames(), config_.options.seed);
        return report;
    }

  private:
    StateDict train(const TrainingConfig& config,
                    const std::function<void(const TrainingEvent&)>& onEvent) {
        const std::unique_ptr<SampleSource> source = openSampleSource(config, manifest_);
        std::vector<TrainingCase> validation;
        for (NamedCase& one : openValidationCases(config.validation, manifest_)) {
            validation.push_back(std::move(one.data));
        }
        return engine_.train(manifest_, *source, validation, config.options, onEvent, cancel_)
            .weights;
    }

    void evaluateFold(CrossValidationReport& report, const std::map<std::string, int>& folds,
                      int fold, const StateDict& weights) {
        const std::unique_ptr<SegmentationModel> model = engine_.load(manifest_, weights);
        SegmentOptions options;
        options.threads = config_.options.threads;
        NoProgress progress;
        for (const TrainingSourceConfig& source : config_.sources) {
            const ImageSourceConfig* images = imagesOf(source);
            for (const CaseFilesConfig& files :
                 images != nullptr ? images->cases : std::vector<CaseFilesConfig>{}) {
                if (folds.at(files.subject) != fold) {
                    continue;
                }
                StructureTable structures(images->names, manifest_);
                TrainingCase held = readCase(files, structures);
                HeldOutCase scores{files.image.filename().string(), files.subject, fold, {}};
                addSlices(scores, manifest_, std::move(held.labels),
                          model->segment(held.image, options, progress, cancel_).labels);
                report.cases.push_back(std::move(scores));
            }
        }
    }

    std::vector<std::string> labelNames() const {
        std::vector<std::string> names;
        for (const ModelLabel& label : manifest_.labels) {
            names.push_back(label.name);
        }
        return names;
    }

    const TrainingConfig& config_;
    Engine& engine_;
    const CancellationToken& cancel_;
    ModelManifest manifest_;
};

} // namespace

CrossValidationReport crossValidate(const TrainingConfig& config, Engine& engine,
                                    const std::function<void(int, const TrainingEvent&)>& onEvent,
                                    const CancellationToken& cancel) {
    return CrossValidation(config, engine, cancel).run(onEvent);
}

} // namespace laurel
