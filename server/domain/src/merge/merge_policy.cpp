#include "laurel/server_domain/merge_policy.h"

#include "merge/policies.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace laurel {

namespace {

struct KnownPolicy {
    std::string_view name;
    std::unique_ptr<const MergePolicy> (*make)(const MergeSettings&);
};

constexpr std::array<KnownPolicy, 6> policies{{{"gated", makeGatedPolicy},
                                               {"dafne", makeDafnePolicy},
                                               {"fedavg", makeFedAvgPolicy},
                                               {"median", makeMedianPolicy},
                                               {"trimmed-mean", makeTrimmedMeanPolicy},
                                               {"krum", makeKrumPolicy}}};

void requireStrengths(const std::vector<double>& alphas) {
    const bool usable = std::all_of(alphas.begin(), alphas.end(),
                                    [](double alpha) { return alpha > 0 && alpha <= 1; });
    if (alphas.empty() || !usable) {
        throw Error(ErrorCode::InvalidArgument,
                    "the strengths of a merge must be one or more numbers above 0, up to 1");
    }
}

constexpr std::string_view averaged = "averaged";
constexpr std::string_view recalibrated = "recalibrated";

} // namespace

StatisticsRule statisticsRuleNamed(std::string_view name) {
    if (name == averaged) {
        return StatisticsRule::Averaged;
    }
    if (name == recalibrated) {
        return StatisticsRule::Recalibrated;
    }
    throw Error(ErrorCode::InvalidArgument,
                "expected averaged or recalibrated, not " + quotedForMessage(name));
}

std::string_view toString(StatisticsRule rule) noexcept {
    return rule == StatisticsRule::Averaged ? averaged : recalibrated;
}

std::unique_ptr<const MergePolicy> makeMergePolicy(const MergeSettings& settings) {
    std::string known;
    for (const KnownPolicy& policy : policies) {
        if (policy.name == settings.policy) {
            if (policy.make != makeDafnePolicy) { // whose strength is its own
                requireStrengths(settings.alphas);
            }
            return policy.make(settings);
        }
        known += (known.empty() ? "" : ", ") + std::string(policy.name);
    }
    throw Error(ErrorCode::InvalidArgument, "there is no merge policy " +
                                                quotedForMessage(settings.policy) +
                                                " (known: " + known + ")");
}

} // namespace laurel
