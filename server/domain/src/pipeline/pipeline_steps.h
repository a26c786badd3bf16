#pragma once

#include "pipeline/pipeline_parts.h"

namespace laurel {

/// Each takes a contribution from the state it is named after to the next one, or to rejected.
/// What was found before a crash is found again. @throws Error Conflict when the world moved
/// meanwhile, so that the step has to be done again from what is now in the store; Cancelled; else
/// a fault that is not the contribution's
void screenReceived(const PipelineParts& parts, const Contribution& contribution);
void judgeCandidate(const PipelineParts& parts, const Contribution& contribution,
                    const CancellationToken& cancel); ///< evaluating
void mergeAndPublish(const PipelineParts& parts, const Contribution& contribution,
                     const CancellationToken& cancel); ///< merging

} // namespace laurel
