#include "pipeline/merge_round.h"

#include "laurel/base/error.h"
#include "laurel/weights/safetensors.h"
#include "pipeline/gold_bench.h"
#include "version_files.h"

#include <string_view>

namespace laurel {

namespace {

/// One strength, once it was judged.
struct Attempt {
    double alpha = 0;
    StateDict weights;
    std::optional<Measurement> measured; ///< none where the weights were not worth it
    std::optional<Refusal> refused;
};

/// None where the weights were not measured to the end.
std::optional<double> meanOf(const Attempt& attempt) {
    const bool isKnown = attempt.measured && attempt.measured->isComplete;
    return isKnown ? attempt.measured->summary.meanDice : std::nullopt;
}

MergeFiles mergeFilesOf(const PipelineParts& parts, const std::vector<GroupMember>& members) {
    const Standing& standing = members.front().standing;
    MergeFiles files;
    files.current = weightsFileOf(parts.blobs, standing.current);
    files.sharedPrefixes = manifestOf(parts.blobs, standing.base).training.sharedPrefixes;
    for (const GroupMember& member : members) {
        files.updates.push_back(updateFilesOf(parts, member.contribution, member.standing));
    }
    return files;
}

/// Contributions merged with one current version, judged by one set of gold cases.
class MergeRound {
  public:
    MergeRound(const PipelineParts& parts, const std::vector<GroupMember>& members,
               const CancellationToken& cancel)
        : parts_(parts), members_(members), modelId_(members.front().contribution.modelId),
          current_(members.front().standing.current), manifest_(members.front().standing.manifest),
          bench_(parts, modelId_, cancel), files_(mergeFilesOf(parts, members)),
          currentScores_(bench_.ofVersion(current_, manifest_)), best_(bench_.best()) {}

    std::optional<Refusal> run() {
        forgetEarlierRounds();
        std::optional<Refusal> refused;
        std::int64_t number = 0;
        for (const double alpha : parts_.policy->alphas()) {
            Attempt last = attempt(++number, alpha);
            if (!last.refused) {
                publish(last);
                return std::nullopt;
            }
            refused = std::move(last.refused);
        }
        return refused;
    }

  private:
    /// What was measured against another current version, or other gold cases, says nothing now.
    void forgetEarlierRounds() {
        const std::unique_ptr<MetadataWriter> writer = parts_.metadata.beginWrite();
        ContributionWriter& table = writer->contributions();
        for (const GroupMember& member : members_) {
            const std::string& id = member.contribution.id;
            const GoldScores candidate = table.scores(id, MeasuredWeights::candidate());
            table.clearMeasurements(id);
            table.setScores(id, MeasuredWeights::candidate(), candidate);
            table.setScores(id, MeasuredWeights::current(), currentScores_.scores);
        }
        writer->commit();
    }

    Attempt attempt(std::int64_t number, double alpha) {
        Attempt attempt{alpha, mergeFiles(*parts_.policy, files_, alpha), {}, {}};
        const StateDict current = readSafetensors(files_.current);
        attempt.refused = screenWeights(attempt.weights, current.specs());
        if (!attempt.refused && attempt.weights == current) {
            attempt.refused = Refusal{std::string(refusal::nothingLearned),
                                      "merging changes nothing in the current version"};
        }
        note(number, attempt, attempt.refused ? attempt.refused->code : "measuring");
        tell("contribution.merged");
        if (!attempt.refused) {
            judge(attempt);
            const std::string outcome = attempt.refused ? attempt.refused->code : "accepted";
            note(number, attempt, outcome);
            parts_.tell({modelId_, 2, currentScores_.summary.meanDice, meanOf(attempt), outcome});
        }
        tell("contribution.gate2");
        return attempt;
    }

    void judge(Attempt& attempt) {
        try {
            const GateSettings gates = parts_.policy->gates();
            const auto judged = [&](const ScoreSummary& merged) {
                return gate2(merged, currentScores_.summary, best_, gates);
            };
            if (parts_.statistics == StatisticsRule::Recalibrated) {
                attempt.weights = bench_.calibrated(manifest_, attempt.weights);
            }
            attempt.measured = bench_.measure(manifest_, attempt.weights, judged);
            attempt.refused = attempt.measured->refused;
            if (!attempt.refused) {
                attempt.refused =
                    gate2Bootstrap(attempt.measured->scores, currentScores_.scores, gates);
            }
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
        const MergeTryRecord record{attempt.alpha, meanOf(attempt), outcome};
        for (const GroupMember& member : members_) {
            const std::string& id = member.contribution.id;
            if (attempt.measured) {
                writer->contributions().setScores(id, MeasuredWeights::merged(number),
                                                  attempt.measured->scores);
            }
            writer->contributions().setTry(id, number, record);
        }
        writer->commit();
    }

    void publish(const Attempt& accepted) {
        MergedVersion merged;
        merged.modelId = modelId_;
        merged.current = current_.number;
        for (const GroupMember& member : members_) {
            merged.contributions.push_back(
                {member.contribution.id, member.standing.base.number, member.standing.staleness});
        }
        merged.alpha = accepted.alpha;
        merged.weights = accepted.weights;
        merged.scores = accepted.measured->summary;
        merged.goldSet = bench_.goldSet();
        parts_.publisher.publishMerged(
            merged, [&](MetadataWriter& writer, const PublishedVersion& version) {
                endAll(writer, version, accepted.alpha);
                writer.evaluations().add(
                    evaluationOf(modelId_, version.number, bench_.goldSet(), *accepted.measured));
            });
        tell("contribution.published");
    }

    void endAll(MetadataWriter& writer, const PublishedVersion& version, double alpha) {
        for (const GroupMember& member : members_) {
            ContributionOutcome outcome;
            outcome.staleness = member.standing.staleness;
            outcome.version = version.number;
            outcome.alpha = alpha;
            writer.contributions().advance(member.contribution.id, member.contribution.state,
                                           ContributionState::Published, version.createdMs,
                                           outcome);
        }
    }

    void tell(std::string_view step) const {
        for (const GroupMember& member : members_) {
            parts_.tell(step, member.contribution.id);
        }
    }

    const PipelineParts& parts_;
    const std::vector<GroupMember>& members_;
    const std::string& modelId_;
    const PublishedVersion& current_;
    const ModelManifest& manifest_;
    GoldBench bench_;
    MergeFiles files_;
    Measurement currentScores_;
    ScoreSummary best_;
};

} // namespace

std::optional<Refusal> mergeRound(const PipelineParts& parts,
                                  const std::vector<GroupMember>& members,
                                  const CancellationToken& cancel) {
    return MergeRound(parts, members, cancel).run();
}

} // namespace laurel
