#include "pipeline/merge_group.h"

#include "laurel/server_domain/clock_watch.h"
#include "pipeline/transitions.h"

#include <algorithm>
#include <set>
#include <string>

namespace laurel {

namespace {

/// All of the model that passed gate 1 and are not merged yet, by turn.
std::vector<Contribution> inMerging(const PipelineParts& parts, const std::string& modelId) {
    constexpr std::size_t everything = 100'000;
    std::vector<Contribution> found =
        parts.metadata.beginRead()->contributions().queue(modelId, everything);
    std::erase_if(found,
                  [](const Contribution& one) { return one.state != ContributionState::Merging; });
    return found;
}

bool hasWaitedLongEnough(const PipelineParts& parts, const std::vector<Contribution>& waiting) {
    const std::int64_t now = parts.nowMs();
    return std::ranges::any_of(waiting, [&](const Contribution& one) {
        return hasPassed(one.updatedMs, parts.bufferMs, now);
    });
}

} // namespace

std::vector<Contribution> mergeGroup(const PipelineParts& parts, const Contribution& contribution) {
    const std::size_t wanted = parts.policy->buffer();
    if (wanted == 1) {
        return {contribution};
    }
    const std::vector<Contribution> waiting = inMerging(parts, contribution.modelId);
    std::vector<Contribution> group;
    std::set<std::string> keys;
    for (const Contribution& one : waiting) {
        if (group.size() < wanted && keys.insert(one.keyId).second) {
            group.push_back(one);
        }
    }
    const bool isDue = group.size() == wanted || hasWaitedLongEnough(parts, waiting);
    const bool isMember =
        std::ranges::find(group, contribution.id, &Contribution::id) != group.end();
    return isDue && isMember ? group : std::vector<Contribution>();
}

std::vector<GroupMember> fittingMembers(const PipelineParts& parts,
                                        const std::vector<Contribution>& group) {
    std::vector<GroupMember> members;
    for (const Contribution& one : group) {
        Standing standing = standingOf(parts, one);
        if (const std::optional<Refusal> refused = checkFit(parts, standing)) {
            reject(parts, one, *refused, standing.staleness);
        } else {
            members.push_back({one, std::move(standing)});
        }
    }
    return members;
}

} // namespace laurel
