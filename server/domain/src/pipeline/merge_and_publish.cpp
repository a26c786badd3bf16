#include "decimals.h"
#include "pipeline/contribution_files.h"
#include "pipeline/gold_bench.h"
#include "pipeline/pipeline_steps.h"
#include "pipeline/transitions.h"
#include "version_files.h"

#include "laurel/base/error.h"
#include "laurel/weights/safetensors.h"

namespace laurel {

namespace {

/// One strength, once it was judged.
struct Attempt {
    double alpha = 0;
    StateDict weights;
    std::optional<Measurement> measured; ///< none where the weights were not worth it
    std::optional<Refusal> refused;
};

/// A contribution merged with one current version, judged by one set of gold cases.
class MergeRound {
  public:
    MergeRound(const PipelineParts& parts, const Contribution& contribution, Standing standing,
               const CancellationToken& cancel)
        : parts_(parts), contribution_(contribution), standing_(std::move(standing)),
          bench_(parts, contribution.modelId, cancel),
          files_(mergeFilesOf(parts, contribution, standing_)),
          current_(bench_.ofVersion(standing_.current, standing_.manifest)), best_(bench_.best()) {}

    void run() {
        forgetEarlierRounds();
        std::optional<Refusal> refused;
        std::int64_t number = 0;
        for (const double alpha : parts_.policy->alphas()) {
            Attempt last = attempt(++number, alpha);
            if (!last.refused) {
                return publish(last);
            }
            refused = std::move(last.refused);
        }
        rejectAfter(*refused);
    }

  private:
    /// What was measured against another current version, or other gold cases, says nothing now.
    void forgetEarlierRounds() {
        const std::string& id = contribution_.id;
        const std::unique_ptr<MetadataWriter> writer = parts_.metadata.beginWrite();
        ContributionWriter& table = writer->contributions();
        const GoldScores candidate = table.scores(id, MeasuredWeights::candidate());
        table.clearMeasurements(id);
        table.setScores(id, MeasuredWeights::candidate(), candidate);
        table.setScores(id, MeasuredWeights::current(), current_.scores);
        writer->commit();
    }

    Attempt attempt(std::int64_t number, double alpha) {
        Attempt attempt{
            alpha, mergeFiles(*parts_.policy, files_, alpha, standing_.staleness), {}, {}};
        const StateDict current = readSafetensors(files_.current);
        attempt.refused = screenWeights(attempt.weights, current.specs());
        if (!attempt.refused && attempt.weights == current) {
            attempt.refused = Refusal{std::string(refusal::nothingLearned),
                                      "merging changes nothing in the current version"};
        }
        note(number, attempt, attempt.refused ? attempt.refused->code : "measuring");
        parts_.tell("contribution.merged", contribution_.id);
        if (!attempt.refused) {
            judge(attempt);
            note(number, attempt, attempt.refused ? attempt.refused->code : "accepted");
        }
        parts_.tell("contribution.gate2", contribution_.id);
        return attempt;
    }

    void judge(Attempt& attempt) {
        try {
            attempt.measured = bench_.measure(standing_.manifest, attempt.weights);
            attempt.refused =
                gate2(attempt.measured->summary, current_.summary, best_, parts_.policy->gates());
        } catch (const Error& error) {
            if (error.code() != ErrorCode::InvalidInput) {
                throw;
            }
            attempt.refused = Refusal{std::string(refusal::unusable),
                                      std::string("the network cannot be run with the merged "
                                                  "weights: ") +
                                          error.what()};
        }
    }

    void note(std::int64_t number, const Attempt& attempt, const std::string& outcome) {
        const std::unique_ptr<MetadataWriter> writer = parts_.metadata.beginWrite();
        MergeTryRecord record{attempt.alpha, std::nullopt, outcome};
        if (attempt.measured) {
            record.meanDice = attempt.measured->summary.meanDice;
            writer->contributions().setScores(contribution_.id, MeasuredWeights::merged(number),
                                              attempt.measured->scores);
        }
        writer->contributions().setTry(contribution_.id, number, record);
        writer->commit();
    }

    void publish(const Attempt& accepted) {
        MergedVersion merged;
        merged.modelId = contribution_.modelId;
        merged.current = standing_.current.number;
        merged.base = standing_.base.number;
        merged.contributionId = contribution_.id;
        merged.alpha = accepted.alpha;
        merged.staleness = standing_.staleness;
        merged.weights = accepted.weights;
        merged.scores = accepted.measured->summary;
        merged.goldSet = bench_.goldSet();
        parts_.publisher.publishMerged(
            merged, [&](MetadataWriter& writer, const PublishedVersion& version) {
                ContributionOutcome outcome;
                outcome.staleness = standing_.staleness;
                outcome.version = version.number;
                outcome.alpha = accepted.alpha;
                writer.contributions().advance(contribution_.id, contribution_.state,
                                               ContributionState::Published, version.createdMs,
                                               outcome);
                writer.evaluations().add(evaluationOf(contribution_.modelId, version.number,
                                                      bench_.goldSet(), *accepted.measured));
            });
        parts_.tell("contribution.published", contribution_.id);
    }

    void rejectAfter(const Refusal& last) {
        std::string strengths;
        for (const double alpha : parts_.policy->alphas()) {
            strengths += (strengths.empty() ? "" : ", ") + decimals(alpha);
        }
        reject(parts_, contribution_,
               {std::string(refusal::gate2),
                "not merged at any strength (" + strengths + "). At the last: " + last.sentence},
               standing_.staleness);
    }

    const PipelineParts& parts_;
    const Contribution& contribution_;
    Standing standing_;
    GoldBench bench_;
    MergeFiles files_;
    Measurement current_;
    ScoreSummary best_;
};

} // namespace

void mergeAndPublish(const PipelineParts& parts, const Contribution& contribution,
                     const CancellationToken& cancel) {
    Standing standing = standingOf(parts, contribution);
    if (const std::optional<Refusal> refused = checkFit(parts, standing)) {
        return reject(parts, contribution, *refused, standing.staleness);
    }
    MergeRound(parts, contribution, std::move(standing), cancel).run();
}

} // namespace laurel
