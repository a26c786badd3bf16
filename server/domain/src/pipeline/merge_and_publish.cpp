#include "decimals.h"
#include "pipeline/merge_round.h"
#include "pipeline/pipeline_steps.h"
#include "pipeline/transitions.h"

namespace laurel {

namespace {

void rejectAfter(const PipelineParts& parts, const GroupMember& member, const Refusal& last) {
    std::string strengths;
    for (const double alpha : parts.policy->alphas()) {
        strengths += (strengths.empty() ? "" : ", ") + decimals(alpha);
    }
    reject(parts, member.contribution,
           {std::string(refusal::gate2),
            "not merged at any strength (" + strengths + "). At the last: " + last.sentence},
           member.standing.staleness);
}

/// A bad neighbour is no reason to lose the others.
void mergeEachAlone(const PipelineParts& parts, const std::vector<GroupMember>& members,
                    const CancellationToken& cancel) {
    for (const GroupMember& member : members) {
        const std::vector<GroupMember> alone = fittingMembers(parts, {member.contribution});
        if (alone.empty()) {
            continue;
        }
        if (const std::optional<Refusal> refused = mergeRound(parts, alone, cancel)) {
            rejectAfter(parts, alone.front(), *refused);
        }
    }
}

} // namespace

void mergeAndPublish(const PipelineParts& parts, const Contribution& contribution,
                     const CancellationToken& cancel) {
    const std::vector<GroupMember> members = fittingMembers(parts, mergeGroup(parts, contribution));
    if (members.empty()) {
        return;
    }
    const std::optional<Refusal> refused = mergeRound(parts, members, cancel);
    if (refused && members.size() == 1) {
        rejectAfter(parts, members.front(), *refused);
    } else if (refused) {
        mergeEachAlone(parts, members, cancel);
    }
}

} // namespace laurel
