#include "contribution_status.h"

#include "version_files.h"

#include "laurel/server_domain/gates.h"

#include <numeric>
#include <set>

namespace laurel {

namespace {

std::optional<double> valueOf(const std::map<std::string, double>& values, const std::string& key) {
    const auto found = values.find(key);
    return found == values.end() ? std::nullopt : std::optional<double>(found->second);
}

std::map<std::string, double> meansByCase(const GoldScores& scores) {
    std::map<std::string, double> means;
    for (const GoldCaseScore& one : scores) {
        const double sum =
            std::accumulate(one.dice.begin(), one.dice.end(), 0.0,
                            [](double total, const auto& entry) { return total + entry.second; });
        means.emplace(one.id, sum / static_cast<double>(one.dice.size()));
    }
    return means;
}

/// LabelScore or CaseScore for every key of either side, ascending.
template <typename Score>
std::vector<Score> compare(const std::map<std::string, double>& before,
                           const std::map<std::string, double>& after) {
    std::set<std::string> keys;
    for (const auto* side : {&before, &after}) {
        for (const auto& [key, value] : *side) {
            keys.insert(key);
        }
    }
    std::vector<Score> scores;
    scores.reserve(keys.size());
    for (const std::string& key : keys) {
        scores.push_back({key, valueOf(before, key), valueOf(after, key)});
    }
    return scores;
}

/// The merged weights that were measured last, or else the candidate.
GoldScores judgedLast(ContributionReader& contributions, const std::string& id, std::size_t tries) {
    for (auto number = static_cast<std::int64_t>(tries); number > 0; --number) {
        GoldScores scores = contributions.scores(id, MeasuredWeights::merged(number));
        if (!scores.empty()) {
            return scores;
        }
    }
    return contributions.scores(id, MeasuredWeights::candidate());
}

void addScores(ContributionStatus& status, MetadataReader& reader, const BlobStore& blobs,
               bool withCases) {
    ContributionReader& contributions = reader.contributions();
    const GoldScores before = contributions.scores(status.id, MeasuredWeights::current());
    const GoldScores after = judgedLast(contributions, status.id, status.tries.size());
    const std::optional<PublishedVersion> base = reader.version(status.model, status.baseVersion);
    if ((before.empty() && after.empty()) || !base) {
        return;
    }
    const std::vector<ModelLabel> labels = manifestOf(blobs, *base).labels;
    status.scores =
        compare<LabelScore>(summarise(before, labels).labels, summarise(after, labels).labels);
    if (withCases) {
        status.cases = compare<CaseScore>(meansByCase(before), meansByCase(after));
    }
}

/// A contribution in work that nothing can judge stays where it is; whoever waits should know.
void explainWaiting(ContributionStatus& status, MetadataReader& reader) {
    if (status.queuePosition && reader.gold().cases(status.model).empty()) {
        status.reasonCode = "no_gold";
        status.reason = "the server has no gold cases for this model yet, so that nothing can be "
                        "judged; the contribution waits";
    }
}

} // namespace

ContributionStatus contributionStatus(MetadataReader& reader, const BlobStore& blobs,
                                      const Contribution& contribution, bool withCases) {
    ContributionStatus status;
    status.id = contribution.id;
    status.model = contribution.modelId;
    status.state = contribution.state;
    status.reasonCode = contribution.reasonCode;
    status.reason = contribution.reason;
    status.baseVersion = contribution.request.baseVersion;
    status.received = contribution.received;
    status.size = contribution.request.size;
    status.staleness = contribution.staleness;
    status.version = contribution.version;
    status.queuePosition = reader.contributions().queuePosition(contribution.id);
    for (const MergeTryRecord& one : reader.contributions().tries(contribution.id)) {
        status.tries.push_back({one.alpha, one.meanDice});
    }
    addScores(status, reader, blobs, withCases);
    explainWaiting(status, reader);
    return status;
}

} // namespace laurel
