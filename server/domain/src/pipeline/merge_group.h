#pragma once

#include "pipeline/contribution_files.h"

#include <vector>

namespace laurel {

/// A contribution that is about to be merged, with what it began with and what is current.
struct GroupMember {
    Contribution contribution;
    Standing standing;
};

/// The contributions that the policy merges together with this one, which is in state merging, in
/// the order of their turns. At most one of each key, so that nobody outvotes the others. Empty
/// while it waits for more: until as many keys as the policy wants have one, or the oldest has
/// waited for long enough.
std::vector<Contribution> mergeGroup(const PipelineParts& parts, const Contribution& contribution);

/// Those that can be merged with what is current now; the others are rejected.
std::vector<GroupMember> fittingMembers(const PipelineParts& parts,
                                        const std::vector<Contribution>& group);

} // namespace laurel
