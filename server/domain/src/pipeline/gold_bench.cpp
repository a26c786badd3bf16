#include "pipeline/gold_bench.h"

#include "version_files.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/weights/safetensors.h"

#include <utility>

namespace laurel {

GoldBench::GoldBench(const PipelineParts& parts, std::string modelId,
                     const CancellationToken& cancel)
    : parts_(parts), cancel_(cancel), modelId_(std::move(modelId)),
      goldSet_(parts.evaluator.goldSetDigest(modelId_)) {}

GoldScores GoldBench::evaluate(const ModelManifest& manifest, const StateDict& weights,
                               const GoOn& goOn) const {
    GoldScores scores = parts_.evaluator.evaluate(manifest, weights, cancel_, goOn);
    if (parts_.evaluator.goldSetDigest(modelId_) != goldSet_) {
        throw Error(ErrorCode::Conflict,
                    "the gold cases of model " + quotedForMessage(modelId_) + " changed meanwhile");
    }
    return scores;
}

Measurement GoldBench::measure(const ModelManifest& manifest, const StateDict& weights,
                               const Judge& judge) const {
    Measurement measured;
    const auto goOn = [&](const GoldScores& soFar, std::size_t casesLeft) {
        measured.refused = judge(atBest(soFar, casesLeft, manifest.labels));
        if (measured.refused) {
            measured.isComplete = false;
            measured.refused->sentence =
                "after " + std::to_string(soFar.size()) + " of " +
                std::to_string(soFar.size() + casesLeft) +
                " gold cases, even if all others were perfect: " + measured.refused->sentence;
        }
        return measured.isComplete;
    };
    measured.scores = evaluate(manifest, weights, goOn);
    measured.summary = summarise(measured.scores, manifest.labels);
    if (!measured.isComplete) {
        return measured;
    }
    if (!measured.summary.meanDice) {
        throw Error(ErrorCode::Unavailable, "the gold cases of model " +
                                                quotedForMessage(modelId_) +
                                                " give no score that could be compared");
    }
    measured.refused = judge(measured.summary);
    return measured;
}

StateDict GoldBench::calibrated(const ModelManifest& manifest, const StateDict& weights) const {
    return parts_.evaluator.calibrated(manifest, weights, cancel_);
}

Measurement GoldBench::ofVersion(const PublishedVersion& version,
                                 const ModelManifest& manifest) const {
    const std::optional<VersionEvaluation> known =
        parts_.metadata.beginRead()->evaluations().find(modelId_, version.number, goldSet_);
    if (known) {
        // The mean and the labels' as they were computed then; groups may have been tagged since.
        return {
            known->scores,
            {known->meanDice, known->labelDice, summarise(known->scores, manifest.labels).groups}};
    }
    const auto takesAll = [](const ScoreSummary&) { return std::optional<Refusal>(); };
    Measurement measured =
        measure(manifest, readSafetensors(weightsFileOf(parts_.blobs, version)), takesAll);
    const std::unique_ptr<MetadataWriter> writer = parts_.metadata.beginWrite();
    writer->evaluations().add(evaluationOf(modelId_, version.number, goldSet_, measured));
    writer->commit();
    return measured;
}

ScoreSummary GoldBench::best() const {
    const std::unique_ptr<MetadataReader> reader = parts_.metadata.beginRead();
    return {reader->evaluations().bestMean(modelId_, goldSet_),
            reader->evaluations().bestPerLabel(modelId_, goldSet_)};
}

VersionEvaluation evaluationOf(const std::string& modelId, std::int64_t version,
                               const std::string& goldSet, const Measurement& measured) {
    VersionEvaluation evaluation;
    evaluation.modelId = modelId;
    evaluation.version = version;
    evaluation.goldSet = goldSet;
    evaluation.meanDice = measured.summary.meanDice.value();
    evaluation.labelDice = measured.summary.labels;
    evaluation.scores = measured.scores;
    return evaluation;
}

} // namespace laurel
