#pragma once

#include "laurel/metrics/confidence.h"
#include "laurel/metrics/metrics.h"

#include <optional>
#include <string>
#include <vector>

/// Several segmentations of the same cases side by side. Every mean is one over cases, so that a
/// case with many slices or labels counts no more than another.
namespace laurel {

/// What one model made of each case, cases in the same order for all that are compared.
using CaseEvaluations = std::vector<Evaluation>;

struct LabelSummary {
    std::string name;
    MeanEstimate dice;
    std::optional<MeanEstimate> difference; ///< as ModelEstimate::difference
};

struct ModelEstimate {
    MeanEstimate dice; ///< of each case's Evaluation::meanDice
    /// Of the same less that of the first model, case by case (pairedDifference); none of the
    /// first.
    std::optional<MeanEstimate> difference;
    /// Every label of any model and case, in the order in which they first occur; a case that lacks
    /// one on both sides does not count for it.
    std::vector<LabelSummary> labels;
};

/// @throws Error InvalidArgument when models have different numbers of cases
std::vector<ModelEstimate> summarise(const std::vector<CaseEvaluations>& models);

} // namespace laurel
