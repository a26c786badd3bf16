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

Measurement GoldBench::measure(const ModelManifest& manifest, const StateDict& weights) const {
    Measurement measured;
    measured.scores = parts_.evaluator.evaluate(manifest, weights, cancel_);
    measured.summary = summarise(measured.scores, manifest.labels);
    if (parts_.evaluator.goldSetDigest(modelId_) != goldSet_) {
        throw Error(ErrorCode::Conflict,
                    "the gold cases of model " + quotedForMessage(modelId_) + " changed meanwhile");
    }
    if (!measured.summary.meanDice) {
        throw Error(ErrorCode::Unavailable, "the gold cases of model " +
                                                quotedForMessage(modelId_) +
                                                " give no score that could be compared");
    }
    return measured;
}

Measurement GoldBench::ofVersion(const PublishedVersion& version,
                                 const ModelManifest& manifest) const {
    const std::optional<VersionEvaluation> known =
        parts_.metadata.beginRead()->evaluations().find(modelId_, version.number, goldSet_);
    if (known) {
        return {known->scores, {known->meanDice, known->labelDice}};
    }
    Measurement measured = measure(manifest, readSafetensors(weightsFileOf(parts_.blobs, version)));
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
