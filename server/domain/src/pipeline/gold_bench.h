#pragma once

#include "pipeline/pipeline_parts.h"

#include <functional>
#include <optional>
#include <string>

namespace laurel {

/// What weights reach on the gold cases.
struct Measurement {
    GoldScores scores;
    ScoreSummary summary;   ///< with a mean, where it is complete
    bool isComplete = true; ///< or some cases were left out, since the judge's mind was made up
    std::optional<Refusal> refused{}; ///< what the judge says
};

/// Why scores are not good enough, if they are not. A pure function that is never milder with a
/// lower score.
using Judge = std::function<std::optional<Refusal>(const ScoreSummary&)>;

/// Measures on the gold cases that a model had when the bench was made, so that all its
/// measurements are comparable. @throws (all functions) Error Conflict when the cases changed
/// meanwhile, Unavailable when the cases give no score at all, as ModelEvaluator and the stores
class GoldBench {
  public:
    /// Parts and token outlive the bench.
    GoldBench(const PipelineParts& parts, std::string modelId, const CancellationToken& cancel);

    /// Digest of the cases.
    const std::string& goldSet() const noexcept { return goldSet_; }
    /// Stops as soon as the judge would refuse even if all cases that are left were perfect.
    Measurement measure(const ModelManifest& manifest, const StateDict& weights,
                        const Judge& judge) const;
    /// As ModelEvaluator::calibrated.
    StateDict calibrated(const ModelManifest& manifest, const StateDict& weights) const;
    /// From the store, or measured and kept there.
    Measurement ofVersion(const PublishedVersion& version, const ModelManifest& manifest) const;
    /// Greatest values of all versions measured on these cases, each on its own.
    ScoreSummary best() const;

  private:
    GoldScores evaluate(const ModelManifest& manifest, const StateDict& weights,
                        const GoOn& goOn) const;

    const PipelineParts& parts_;
    const CancellationToken& cancel_;
    std::string modelId_;
    std::string goldSet_;
};

/// As a row of the store.
VersionEvaluation evaluationOf(const std::string& modelId, std::int64_t version,
                               const std::string& goldSet, const Measurement& measured);

} // namespace laurel
