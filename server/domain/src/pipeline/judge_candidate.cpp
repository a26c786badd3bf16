#include "pipeline/contribution_files.h"
#include "pipeline/gold_bench.h"
#include "pipeline/pipeline_steps.h"
#include "pipeline/transitions.h"

#include "laurel/base/error.h"

namespace laurel {

namespace {

/// Weights may be finite and still lead to values that are not.
std::variant<Measurement, Refusal> measureCandidate(const PipelineParts& parts,
                                                    const Contribution& contribution,
                                                    const Standing& standing,
                                                    const GoldBench& bench, const Judge& judge) {
    const StateDict candidate = candidateOf(parts, contribution, standing);
    try {
        return bench.measure(standing.manifest, candidate, judge);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::InvalidInput) {
            throw;
        }
        return Refusal{std::string(refusal::unusable),
                       std::string("the network cannot be run with these weights: ") +
                           error.what()};
    }
}

void tellGate1(const PipelineParts& parts, const std::string& modelId, const Measurement& current,
               const std::variant<Measurement, Refusal>& measured) {
    GateJudgement judgement{modelId, 1, current.summary.meanDice, std::nullopt, "accepted"};
    std::optional<Refusal> refused;
    if (const auto* const candidate = std::get_if<Measurement>(&measured)) {
        judgement.measured = candidate->isComplete ? candidate->summary.meanDice : std::nullopt;
        refused = candidate->refused;
    } else {
        refused = std::get<Refusal>(measured);
    }
    judgement.outcome = refused ? refused->code : judgement.outcome;
    parts.tell(judgement);
}

} // namespace

void judgeCandidate(const PipelineParts& parts, const Contribution& contribution,
                    const CancellationToken& cancel) {
    const Standing standing = standingOf(parts, contribution);
    if (const std::optional<Refusal> refused = checkFit(parts, standing)) {
        return reject(parts, contribution, *refused, standing.staleness);
    }
    const GoldBench bench(parts, contribution.modelId, cancel);
    const Measurement current = bench.ofVersion(standing.current, standing.manifest);
    const auto judge = [&](const ScoreSummary& candidate) {
        return gate1(candidate, current.summary, parts.policy->gates());
    };
    const auto measured = measureCandidate(parts, contribution, standing, bench, judge);
    tellGate1(parts, contribution.modelId, current, measured);
    if (const auto* const refused = std::get_if<Refusal>(&measured)) {
        return reject(parts, contribution, *refused, standing.staleness);
    }
    const auto& candidate = std::get<Measurement>(measured);
    const WriteWith scores = [&](MetadataWriter& writer) {
        ContributionWriter& table = writer.contributions();
        table.clearMeasurements(contribution.id);
        table.setScores(contribution.id, MeasuredWeights::current(), current.scores);
        table.setScores(contribution.id, MeasuredWeights::candidate(), candidate.scores);
    };
    if (candidate.refused) {
        return reject(parts, contribution, *candidate.refused, standing.staleness, scores);
    }
    ContributionOutcome outcome;
    outcome.staleness = standing.staleness;
    advance(parts, contribution, ContributionState::Merging, outcome, "contribution.gate1", scores);
}

} // namespace laurel
