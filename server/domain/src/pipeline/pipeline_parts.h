#pragma once

#include "laurel/server_domain/contribution_pipeline.h"

#include <string>
#include <string_view>

namespace laurel {

/// What the steps work with. Thread-safe.
struct PipelineParts {
    MetadataStore& metadata;
    const BlobStore& blobs;
    Publisher& publisher;
    ModelEvaluator& evaluator;
    ScreeningSettings screening;
    std::unique_ptr<const MergePolicy> policy;
    StatisticsRule statistics = StatisticsRule::Averaged;
    std::int64_t bufferMs = 0; ///< as MergeSettings
    std::function<std::int64_t()> nowMs;
    StepObserver observer;
    std::function<void(const GateJudgement&)> onJudged;

    void tell(std::string_view step, const std::string& contributionId) const {
        if (observer) {
            observer(step, contributionId);
        }
    }

    void tell(const GateJudgement& judgement) const {
        if (onJudged) {
            onJudged(judgement);
        }
    }
};

} // namespace laurel
