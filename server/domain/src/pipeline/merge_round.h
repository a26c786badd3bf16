#pragma once

#include "pipeline/merge_group.h"

#include <optional>

namespace laurel {

/// Merges contributions with the version that is current, at one strength after the other, and
/// publishes the first result that gate 2 accepts, with the end of all of them.
/// @param members not empty; their standings are of one moment
/// @return why the last strength was refused, where none was accepted
std::optional<Refusal> mergeRound(const PipelineParts& parts,
                                  const std::vector<GroupMember>& members,
                                  const CancellationToken& cancel);

} // namespace laurel
