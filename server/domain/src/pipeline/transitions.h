#pragma once

#include "pipeline/pipeline_parts.h"

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string_view>

namespace laurel {

/// More of the same transaction.
using WriteWith = std::function<void(MetadataWriter&)>;

/// Moves a contribution on from the state in which it was read, durably, and tells.
/// @throws Error Conflict when it is no longer in that state, and as the store does
void advance(const PipelineParts& parts, const Contribution& contribution, ContributionState to,
             const ContributionOutcome& outcome, std::string_view step, const WriteWith& also = {});

/// Ends it as rejected, with an entry in the audit log. @param staleness where it was found out
/// @throws as advance
void reject(const PipelineParts& parts, const Contribution& contribution, const Refusal& refusal,
            std::optional<std::int64_t> staleness = {}, const WriteWith& also = {});

/// Ends it as failed, to be tried again later. The fault goes to the audit log: it may name what
/// contributors should not see. Does nothing where somebody else moved it on meanwhile.
/// @throws as the store does
void recordFault(const PipelineParts& parts, const Contribution& contribution,
                 const std::exception& fault);

} // namespace laurel
