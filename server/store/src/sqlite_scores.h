#pragma once

#include "laurel/server_domain/gold_scores.h"

#include "sqlite_statements.h"

namespace laurel {

/// One score as a row: case_id, group_name, label, dice.
struct ScoreRow {
    std::string caseId;
    std::string group;
    std::string label;
    double dice = 0;
};

/// @param rows ascending by case
inline GoldScores scoresOf(const std::vector<ScoreRow>& rows) {
    GoldScores scores;
    for (const ScoreRow& row : rows) {
        if (scores.empty() || scores.back().id != row.caseId) {
            scores.push_back({row.caseId, row.group, {}});
        }
        scores.back().dice.emplace(row.label, row.dice);
    }
    return scores;
}

} // namespace laurel

namespace soci {

template <>
struct type_conversion<laurel::ScoreRow> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::ScoreRow& score) {
        score.caseId = row.get<std::string>("case_id");
        score.group = row.get<std::string>("group_name");
        score.label = row.get<std::string>("label");
        score.dice = row.get<double>("dice");
    }
};

} // namespace soci
