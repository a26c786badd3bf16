#include "laurel/server_domain/gates.h"

#include "decimals.h"

#include <algorithm>
#include <string_view>

namespace laurel {

namespace {

/// 0.6 - 0.05 is below 0.55 in binary; nobody would call that a difference.
constexpr double rounding = 1e-9;

bool isBelow(double value, double bound) {
    return value < bound - rounding;
}

/// Mean of numbers that come one by one, in their order.
class Mean {
  public:
    void add(double value) {
        sum_ += value;
        ++count_;
    }
    std::optional<double> value() const {
        return count_ == 0 ? std::nullopt : std::optional(sum_ / count_);
    }

  private:
    double sum_ = 0;
    int count_ = 0;
};

std::optional<std::string> labelOf(std::string_view segment,
                                   const std::vector<ModelLabel>& labels) {
    const auto isLabel = [&](std::string_view name) {
        return std::any_of(labels.begin(), labels.end(),
                           [&](const ModelLabel& label) { return label.name == name; });
    };
    if (isLabel(segment)) {
        return std::string(segment);
    }
    const bool sided = segment.ends_with("_L") || segment.ends_with("_R");
    const std::string_view name = segment.substr(0, segment.size() - (sided ? 2 : 0));
    return sided && isLabel(name) ? std::optional<std::string>(name) : std::nullopt;
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

/// The label that fell furthest, where one fell too far.
std::optional<Refusal> labelDrop(std::string_view code, const ScoreSummary& merged,
                                 const std::string& whose, const ScoreSummary& reference,
                                 double bound) {
    std::optional<Refusal> worst;
    double furthest = 0;
    for (const auto& [label, value] : merged.labels) {
        const auto from = reference.labels.find(label);
        if (from == reference.labels.end()) {
            continue;
        }
        std::optional<Refusal> refused = drop(code, "the Dice of \"" + label + "\" after merging",
                                              value, whose, from->second, bound);
        if (refused && from->second - value > furthest) {
            furthest = from->second - value;
            worst = std::move(refused);
        }
    }
    return worst;
}

} // namespace

ScoreSummary summarise(const GoldScores& scores, const std::vector<ModelLabel>& labels) {
    Mean overCases;
    std::map<std::string, Mean> perLabel;
    for (const GoldCaseScore& goldCase : scores) {
        Mean ofCase;
        for (const auto& [segment, dice] : goldCase.dice) {
            ofCase.add(dice);
            if (const std::optional<std::string> label = labelOf(segment, labels)) {
                perLabel[*label].add(dice);
            }
        }
        if (const std::optional<double> mean = ofCase.value()) {
            overCases.add(*mean);
        }
    }
    ScoreSummary summary{overCases.value(), {}};
    for (const auto& [label, mean] : perLabel) {
        summary.labels.emplace(label, *mean.value());
    }
    return summary;
}

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
    return labelDrop(refusal::gate2BestLabel, merged, "its best in any version", best,
                     settings.bestLabelDrop);
}

} // namespace laurel
