#include "validation.h"

#include "laurel/metrics/metrics.h"
#include "laurel/metrics/sparse_reference.h"

namespace laurel {

namespace {

/// A mean that knows whether anything was added.
class Mean {
  public:
    void add(const std::optional<double>& value) {
        if (value) {
            sum_ += *value;
            ++count_;
        }
    }
    std::optional<double> value() const {
        return count_ > 0 ? std::optional(sum_ / count_) : std::nullopt;
    }

  private:
    double sum_ = 0;
    int count_ = 0;
};

/// The model's label whose segment this is, on either side; null for other structures.
const ModelLabel* labelOf(const ModelManifest& manifest, const std::string& segment) {
    for (const ModelLabel& label : manifest.labels) {
        for (const PlaneSide side : {PlaneSide::Whole, PlaneSide::Right, PlaneSide::Left}) {
            if (segment == segmentName(label.name, side)) {
                return &label;
            }
        }
    }
    return nullptr;
}

} // namespace

ValidationScores validate(Network& network, const ModelManifest& manifest,
                          const SegmentationPipeline& pipeline,
                          const std::vector<TrainingCase>& cases, int threads,
                          const CancellationToken& cancel) {
    ValidationScores scores;
    Mean overall;
    std::map<std::string, Mean> perLabel;
    SegmentOptions options;
    options.threads = threads;
    NoProgress progress;
    for (const TrainingCase& one : cases) {
        SegmentationResult result = pipeline.segment(network, one.image, options, progress, cancel);
        LabelMap reference = one.labels;
        leaveOutUnknown(reference, result.labels);
        const Evaluation evaluation = evaluate(reference, result.labels);
        scores.perCase.push_back(evaluation.meanDice);
        overall.add(evaluation.meanDice);
        for (const LabelMetrics& metrics : evaluation.labels) {
            if (const ModelLabel* label = labelOf(manifest, metrics.name)) {
                perLabel[label->name].add(metrics.dice);
            }
        }
    }
    scores.meanDice = overall.value();
    for (const auto& [name, mean] : perLabel) {
        if (mean.value()) {
            scores.perLabel.emplace(name, *mean.value());
        }
    }
    return scores;
}

} // namespace laurel
