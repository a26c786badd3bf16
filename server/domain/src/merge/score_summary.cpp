#include "laurel/server_domain/gates.h"

#include <algorithm>
#include <string_view>

namespace laurel {

namespace {

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

std::map<std::string, double> valuesOf(const std::map<std::string, Mean>& means) {
    std::map<std::string, double> values;
    for (const auto& [name, mean] : means) {
        values.emplace(name, *mean.value());
    }
    return values;
}

} // namespace

ScoreSummary summarise(const GoldScores& scores, const std::vector<ModelLabel>& labels) {
    Mean overCases;
    std::map<std::string, Mean> perLabel;
    std::map<std::string, Mean> perGroup;
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
            if (!goldCase.group.empty()) {
                perGroup[goldCase.group].add(*mean);
            }
        }
    }
    return {overCases.value(), valuesOf(perLabel), valuesOf(perGroup)};
}

std::optional<double> macroDice(const ScoreSummary& summary, const ScoreSummary& other) {
    Mean overLabels;
    for (const auto& [label, dice] : summary.labels) {
        if (other.labels.contains(label)) {
            overLabels.add(dice);
        }
    }
    return overLabels.value();
}

/// As many perfect values as a case can have of a label, one a side: more would not raise its mean
/// further than they do.
ScoreSummary atBest(const GoldScores& soFar, std::size_t casesLeft,
                    const std::vector<ModelLabel>& labels) {
    GoldCaseScore perfect;
    for (const ModelLabel& label : labels) {
        perfect.dice.emplace(label.name + "_L", 1);
        perfect.dice.emplace(label.name + "_R", 1);
    }
    GoldScores whole = soFar;
    whole.insert(whole.end(), casesLeft, perfect);
    ScoreSummary best = summarise(whole, labels);
    best.groups.clear();
    return best;
}

} // namespace laurel
