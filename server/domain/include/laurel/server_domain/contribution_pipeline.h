#pragma once

#include "laurel/base/cancellation.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/merge_policy.h"
#include "laurel/server_domain/metadata_store.h"
#include "laurel/server_domain/model_evaluator.h"
#include "laurel/server_domain/publisher.h"
#include "laurel/server_domain/screening.h"
#include "laurel/server_domain/steps.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace laurel {

struct PipelineParts;

/// What a gate said.
struct GateJudgement {
    std::string modelId;
    int gate = 1;                   ///< or 2, once for each strength that is tried
    std::optional<double> current;  ///< mean Dice of the current version
    std::optional<double> measured; ///< of the candidate or of the merged weights; none where not
                                    ///< all cases were measured
    std::string outcome;            ///< "accepted", or one of `refusal`
};

struct PipelineSettings {
    ScreeningSettings screening;
    MergeSettings merge;
    /// Told after each judgement, in the thread that judged; for statistics. May be empty; must not
    /// throw.
    std::function<void(const GateJudgement&)> onJudged = {};
};

/// The way of a contribution from received to published, rejected or failed (DESIGN.md, "Merge").
///
///     received ─ screen ─► screened ─► evaluating ─ gate 1 ─► merging ─ gate 2 ─► published
///
/// Each state is durable before work on the next begins, and each step can be done again: whoever
/// picks a contribution up after a crash gets to the same end. Nothing is published twice, since
/// state, version and the model's current number change in one transaction, by compare and set.
/// Where the current version or the gold cases moved meanwhile, the step is done again against what
/// is there now.
///
/// Thread-safe, for different contributions; memory is bounded by three times the model.
class ContributionPipeline {
  public:
    enum class Progress {
        Finished,    ///< published, rejected or failed (or not received yet)
        NoGoldCases, ///< stays where it is: nothing can be judged without gold cases
        Waiting      ///< stays where it is: the policy wants to merge it together with others
    };

    /// Stores, publisher and evaluator outlive the pipeline.
    /// @param nowMs the clock, as systemTimeMs
    /// @param observer told, with the contribution's id: "contribution.screened",
    /// "contribution.evaluating", "contribution.gate1" (passed), then for each strength that is
    /// tried "contribution.merged" and "contribution.gate2" (judged), and at the end
    /// "contribution.published", "contribution.rejected" or "contribution.failed"; may be empty
    /// @throws Error InvalidArgument as makeMergePolicy
    ContributionPipeline(MetadataStore& metadata, const BlobStore& blobs, Publisher& publisher,
                         ModelEvaluator& evaluator, const PipelineSettings& settings,
                         std::function<std::int64_t()> nowMs = systemTimeMs,
                         StepObserver observer = {});
    ~ContributionPipeline();

    /// Takes a contribution as far as it goes. A fault on the way makes it failed, with the details
    /// in the audit log, so that it does not hold up others.
    /// @throws Error Cancelled (it stays where it is), and as the stores do where not even the
    /// fault could be recorded
    Progress process(const std::string& contributionId, const CancellationToken& cancel);

  private:
    std::unique_ptr<const PipelineParts> parts_;
};

} // namespace laurel
