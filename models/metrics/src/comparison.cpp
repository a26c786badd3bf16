#include "laurel/metrics/comparison.h"

#include "laurel/base/error.h"

#include <algorithm>

namespace laurel {

namespace {

using Values = std::vector<std::optional<double>>; ///< one per case

void requireSameCases(const std::vector<CaseEvaluations>& models) {
    for (const CaseEvaluations& model : models) {
        if (model.size() != models.front().size()) {
            throw Error(ErrorCode::InvalidArgument, "models are compared on the same cases, got " +
                                                        std::to_string(models.front().size()) +
                                                        " and " + std::to_string(model.size()));
        }
    }
}

std::vector<std::string> namesOf(const std::vector<CaseEvaluations>& models) {
    std::vector<std::string> names;
    for (const CaseEvaluations& model : models) {
        for (const Evaluation& evaluation : model) {
            for (const LabelMetrics& label : evaluation.labels) {
                if (std::ranges::find(names, label.name) == names.end()) {
                    names.push_back(label.name);
                }
            }
        }
    }
    return names;
}

Values meanDiceOf(const CaseEvaluations& cases) {
    Values values;
    std::ranges::transform(cases, std::back_inserter(values), &Evaluation::meanDice);
    return values;
}

Values diceOf(const CaseEvaluations& cases, const std::string& name) {
    Values values;
    for (const Evaluation& evaluation : cases) {
        const auto label = std::ranges::find(evaluation.labels, name, &LabelMetrics::name);
        values.push_back(label == evaluation.labels.end() ? std::nullopt : label->dice);
    }
    return values;
}

} // namespace

std::vector<ModelEstimate> summarise(const std::vector<CaseEvaluations>& models) {
    requireSameCases(models);
    const std::vector<std::string> names = namesOf(models);
    std::vector<ModelEstimate> summaries;
    for (const CaseEvaluations& model : models) {
        const bool isFirst = summaries.empty();
        const auto lessFirst = [&](const Values& values, const Values& first) {
            return isFirst ? std::nullopt : std::optional(pairedDifference(first, values));
        };
        ModelEstimate summary;
        const Values means = meanDiceOf(model);
        summary.dice = estimateMean(means);
        summary.difference = lessFirst(means, meanDiceOf(models.front()));
        for (const std::string& name : names) {
            const Values values = diceOf(model, name);
            summary.labels.push_back(
                {name, estimateMean(values), lessFirst(values, diceOf(models.front(), name))});
        }
        summaries.push_back(std::move(summary));
    }
    return summaries;
}

} // namespace laurel
