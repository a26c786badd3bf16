#include "laurel/server_domain/contribution_pipeline.h"

#include "pipeline/merge_group.h"
#include "pipeline/pipeline_steps.h"
#include "pipeline/transitions.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <utility>

namespace laurel {

namespace {

/// The world does not move this often while a step is done; something else is wrong.
constexpr int mostConflicts = 20;

Contribution load(const PipelineParts& parts, const std::string& id) {
    std::optional<Contribution> found = parts.metadata.beginRead()->contributions().find(id);
    if (!found) {
        throw Error(ErrorCode::NotFound, "there is no contribution " + quotedForMessage(id));
    }
    return std::move(*found);
}

bool hasGoldCases(const PipelineParts& parts, const std::string& modelId) {
    return !parts.metadata.beginRead()->gold().cases(modelId).empty();
}

bool waitsForOthers(const PipelineParts& parts, const Contribution& contribution) {
    return contribution.state == ContributionState::Merging &&
           mergeGroup(parts, contribution).empty();
}

void takeStep(const PipelineParts& parts, const Contribution& contribution,
              const CancellationToken& cancel) {
    switch (contribution.state) {
    case ContributionState::Received:
        return screenReceived(parts, contribution);
    case ContributionState::Screened:
        return advance(parts, contribution, ContributionState::Evaluating, {},
                       "contribution.evaluating");
    case ContributionState::Evaluating:
        return judgeCandidate(parts, contribution, cancel);
    case ContributionState::Merging:
        return mergeAndPublish(parts, contribution, cancel);
    default:
        throw Error(ErrorCode::Internal,
                    "there is no step from " + std::string(toString(contribution.state)));
    }
}

/// @return whether the step has to be done again, because the world moved meanwhile
bool conflicts(const PipelineParts& parts, const Contribution& contribution,
               const CancellationToken& cancel) {
    try {
        takeStep(parts, contribution, cancel);
        return false;
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Conflict) {
            return true;
        }
        if (error.code() == ErrorCode::Cancelled) {
            throw;
        }
        recordFault(parts, contribution, error);
    } catch (const std::exception& fault) {
        recordFault(parts, contribution, fault);
    }
    return false;
}

} // namespace

ContributionPipeline::ContributionPipeline(MetadataStore& metadata, const BlobStore& blobs,
                                           Publisher& publisher, ModelEvaluator& evaluator,
                                           const PipelineSettings& settings,
                                           std::function<std::int64_t()> nowMs,
                                           StepObserver observer)
    : parts_(new PipelineParts{metadata, blobs, publisher, evaluator, settings.screening,
                               makeMergePolicy(settings.merge), settings.merge.statistics,
                               settings.merge.bufferMs, std::move(nowMs), std::move(observer),
                               settings.onJudged}) {}

ContributionPipeline::~ContributionPipeline() = default;

ContributionPipeline::Progress ContributionPipeline::process(const std::string& contributionId,
                                                             const CancellationToken& cancel) {
    int moved = 0;
    while (true) {
        cancel.throwIfCancelled();
        const Contribution contribution = load(*parts_, contributionId);
        if (isFinal(contribution.state) || contribution.state == ContributionState::Receiving) {
            return Progress::Finished;
        }
        if (!hasGoldCases(*parts_, contribution.modelId)) {
            return Progress::NoGoldCases;
        }
        if (waitsForOthers(*parts_, contribution)) {
            return Progress::Waiting;
        }
        if (conflicts(*parts_, contribution, cancel) && ++moved == mostConflicts) {
            recordFault(*parts_, contribution,
                        Error(ErrorCode::Unavailable, "the model moved on at every try"));
        }
    }
}

} // namespace laurel
