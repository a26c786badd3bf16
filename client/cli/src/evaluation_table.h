#pragma once

#include "json_reports.h"

#include <string>

/// What `evaluate` shows people and spreadsheets.
namespace laurel {

std::string evaluationText(const Evaluation& evaluation);

/// Mean Dice of each model with its interval and its difference from the first; then the same of
/// each label.
std::string comparisonText(const ComparisonReport& report);

/// One line for each case, model and label; undefined numbers are empty.
std::string comparisonCsv(const ComparisonReport& report);

} // namespace laurel
