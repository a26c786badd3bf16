#include "laurel/server_domain/gates.h"

#include "decimals.h"

#include "laurel/base/random.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>

namespace laurel {

namespace {

/// 0.6 - 0.05 is below 0.55 in binary; nobody would call that a difference.
constexpr double rounding = 1e-9;

bool isBelow(double value, double bound) {
    return value < bound - rounding;
}

std::optional<Refusal> least(std::string_view code, std::string_view what, double value,
                             double bound) {
    if (!isBelow(value, bound)) {
        return std::nullopt;
    }
    return Refusal{std::string(code), std::string(what) + " reaches a mean Dice of " +
                                          decimals(value) + " on the gold cases; at least " +
                                          decimals(bound) + " is needed"};
}

/// @param what whose Dice, such as "the mean Dice of the candidate"
/// @param reference whose it is compared with, such as "the current version's"
std::optional<Refusal> drop(std::string_view code, const std::string& what, double value,
                            const std::string& reference, double from, double bound) {
    if (!isBelow(value, from - bound)) {
        return std::nullopt;
    }
    return Refusal{std::string(code), what + " is " + decimals(value) + ", " +
                                          decimals(from - value) + " below " + reference + ", " +
                                          decimals(from) + "; at most " + decimals(bound) +
                                          " is allowed"};
}

/// Of whom the drops are, and against what.
struct DropText {
    std::string what; ///< before the name
    std::string reference;
};

/// The one that fell furthest, where one fell too far. Only those that both have count.
std::optional<Refusal> largestDrop(std::string_view code, const DropText& text,
                                   const std::map<std::string, double>& merged,
                                   const std::map<std::string, double>& reference, double bound) {
    std::optional<Refusal> worst;
    double furthest = 0;
    for (const auto& [name, value] : merged) {
        const auto from = reference.find(name);
        if (from == reference.end()) {
            continue;
        }
        std::optional<Refusal> refused = drop(code, text.what + '"' + name + "\" after merging",
                                              value, text.reference, from->second, bound);
        if (refused && from->second - value > furthest) {
            furthest = from->second - value;
            worst = std::move(refused);
        }
    }
    return worst;
}

std::optional<Refusal> labelDrop(std::string_view code, const ScoreSummary& merged,
                                 const std::string& whose, const ScoreSummary& reference,
                                 double bound) {
    return largestDrop(code, {"the Dice of ", whose}, merged.labels, reference.labels, bound);
}

double meanOf(const GoldCaseScore& one) {
    const double sum =
        std::accumulate(one.dice.begin(), one.dice.end(), 0.0,
                        [](double total, const auto& entry) { return total + entry.second; });
    return sum / static_cast<double>(one.dice.size());
}

/// Of the cases in which both have a score; both ascend by id.
std::vector<double> pairedDifferences(const GoldScores& merged, const GoldScores& current) {
    std::map<std::string, double> before;
    for (const GoldCaseScore& one : current) {
        if (!one.dice.empty()) {
            before.emplace(one.id, meanOf(one));
        }
    }
    std::vector<double> differences;
    for (const GoldCaseScore& one : merged) {
        const auto found = before.find(one.id);
        if (!one.dice.empty() && found != before.end()) {
            differences.push_back(meanOf(one) - found->second);
        }
    }
    return differences;
}

/// Of the mean, one-sided.
double lowerBound(const std::vector<double>& differences, double confidence) {
    constexpr std::size_t resamples = 2000;
    constexpr std::uint64_t seed = 1'993;
    Random random(seed);
    const int last = static_cast<int>(differences.size()) - 1;
    std::vector<double> means(resamples);
    for (double& mean : means) {
        for (std::size_t i = 0; i < differences.size(); ++i) {
            mean += differences[static_cast<std::size_t>(random.integer(0, last))];
        }
        mean /= static_cast<double>(differences.size());
    }
    const auto rank = static_cast<std::ptrdiff_t>((1 - confidence) * resamples);
    std::nth_element(means.begin(), means.begin() + rank, means.end());
    return means[static_cast<std::size_t>(rank)];
}

} // namespace

std::optional<Refusal> gate1(const ScoreSummary& candidate, const ScoreSummary& current,
                             const GateSettings& settings) {
    const double mean = candidate.meanDice.value();
    if (auto refused = least(refusal::gate1, "the candidate", mean, settings.candidateLeast)) {
        return refused;
    }
    return drop(refusal::gate1, "the mean Dice of the candidate on the gold cases", mean,
                "the current version's", current.meanDice.value(), settings.candidateDrop);
}

std::optional<Refusal> gate2(const ScoreSummary& merged, const ScoreSummary& current,
                             const ScoreSummary& best, const GateSettings& settings) {
    const std::string what = "the mean Dice after merging";
    const std::string currents = "the current version's";
    const double mean = merged.meanDice.value();
    if (auto refused = least(refusal::gate2Least, "the merged model", mean, settings.mergedLeast)) {
        return refused;
    }
    if (auto refused = drop(refusal::gate2Mean, what, mean, currents, current.meanDice.value(),
                            settings.meanDrop)) {
        return refused;
    }
    if (auto refused = drop(refusal::gate2BestMean, what, mean, "the best version's",
                            best.meanDice.value_or(mean), settings.bestMeanDrop)) {
        return refused;
    }
    if (auto refused =
            labelDrop(refusal::gate2Label, merged, currents, current, settings.labelDrop)) {
        return refused;
    }
    if (auto refused = labelDrop(refusal::gate2BestLabel, merged, "its best in any version", best,
                                 settings.bestLabelDrop)) {
        return refused;
    }
    if (auto refused = largestDrop(refusal::gate2Group, {"the mean Dice of the group ", currents},
                                   merged.groups, current.groups, settings.groupDrop)) {
        return refused;
    }
    const std::optional<double> macro = macroDice(merged, current);
    return macro ? drop(refusal::gate2Macro, "the mean Dice over labels after merging", *macro,
                        currents, macroDice(current, merged).value(), settings.macroDrop)
                 : std::nullopt;
}

std::optional<Refusal> gate2Bootstrap(const GoldScores& merged, const GoldScores& current,
                                      const GateSettings& settings) {
    const std::vector<double> differences = pairedDifferences(merged, current);
    if (settings.confidence <= 0 || differences.empty()) {
        return std::nullopt;
    }
    const double low = lowerBound(differences, settings.confidence);
    if (!isBelow(low, -settings.meanDrop)) {
        return std::nullopt;
    }
    return Refusal{std::string(refusal::gate2Bootstrap),
                   "with confidence " + decimals(settings.confidence) +
                       " the mean Dice may have fallen by " + decimals(-low) +
                       " (paired bootstrap "
                       "over " +
                       std::to_string(differences.size()) + " cases); at most " +
                       decimals(settings.meanDrop) + " is allowed"};
}

} // namespace laurel
