#include "sqlite_scores.h"
#include "sqlite_tables.h"

#include "laurel/base/text.h"

#include <algorithm>

namespace laurel {

namespace {

struct LabelDice {
    std::string label;
    double dice = 0;
};

/// The greatest of each label.
std::map<std::string, double> byLabel(const std::vector<LabelDice>& rows) {
    std::map<std::string, double> labels;
    for (const LabelDice& row : rows) {
        double& greatest = labels.try_emplace(row.label, row.dice).first->second;
        greatest = std::max(greatest, row.dice);
    }
    return labels;
}

} // namespace

} // namespace laurel

namespace soci {

template <>
struct type_conversion<laurel::LabelDice> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::LabelDice& one) {
        one.label = row.get<std::string>("label");
        one.dice = row.get<double>("dice");
    }
};

template <>
struct type_conversion<laurel::VersionMean> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::VersionMean& one) {
        one.version = row.get<long long>("version");
        one.meanDice = row.get<double>("mean_dice");
    }
};

} // namespace soci

namespace laurel {

std::optional<VersionEvaluation> SqliteEvaluations::find(const std::string& modelId,
                                                         std::int64_t version,
                                                         const std::string& goldSet) {
    const std::optional<double> mean =
        rowOf<double>(session_,
                      "SELECT mean_dice FROM version_evaluations WHERE model_id = :model "
                      "AND version = :version AND gold_set = :set",
                      modelId, version, goldSet);
    if (!mean) {
        return std::nullopt;
    }
    const std::vector<ScoreRow> rows =
        rowsOf<ScoreRow>(session_,
                         "SELECT s.case_id, g.group_name, s.label, s.dice FROM version_scores s "
                         "JOIN gold_cases g ON g.id = s.case_id WHERE s.model_id = :model "
                         "AND s.version = :version AND s.gold_set = :set ORDER BY s.case_id",
                         modelId, version, goldSet);
    const std::vector<LabelDice> labels =
        rowsOf<LabelDice>(session_,
                          "SELECT label, dice FROM version_label_scores WHERE model_id = :model "
                          "AND version = :version AND gold_set = :set",
                          modelId, version, goldSet);
    return VersionEvaluation{modelId, version, goldSet, *mean, scoresOf(rows), byLabel(labels)};
}

std::optional<double> SqliteEvaluations::bestMean(const std::string& modelId,
                                                  const std::string& goldSet) {
    return rowOf<double>(session_,
                         "SELECT mean_dice FROM version_evaluations WHERE model_id = :model "
                         "AND gold_set = :set ORDER BY mean_dice DESC LIMIT 1",
                         modelId, goldSet);
}

std::vector<VersionMean> SqliteEvaluations::latestMeans(const std::string& modelId,
                                                        const std::string& goldSet,
                                                        std::size_t most) {
    return rowsOf<VersionMean>(session_,
                               "SELECT version, mean_dice FROM version_evaluations WHERE "
                               "model_id = :model AND gold_set = :set ORDER BY version DESC "
                               "LIMIT :most",
                               modelId, goldSet, static_cast<std::int64_t>(most));
}

std::map<std::string, double> SqliteEvaluations::bestPerLabel(const std::string& modelId,
                                                              const std::string& goldSet) {
    return byLabel(rowsOf<LabelDice>(session_,
                                     "SELECT label, dice FROM version_label_scores "
                                     "WHERE model_id = :model AND gold_set = :set",
                                     modelId, goldSet));
}

void SqliteEvaluations::add(const VersionEvaluation& evaluation) {
    if (executeReferring(
            session_,
            "there is no version " + std::to_string(evaluation.version) + " of model " +
                quotedForMessage(evaluation.modelId),
            "INSERT INTO version_evaluations (model_id, version, gold_set, mean_dice) "
            "VALUES (:model_id, :version, :gold_set, :mean_dice) ON CONFLICT DO NOTHING",
            evaluation.modelId, evaluation.version, evaluation.goldSet, evaluation.meanDice) == 0) {
        return;
    }
    for (const auto& [label, dice] : evaluation.labelDice) {
        execute(session_,
                "INSERT INTO version_label_scores (model_id, version, gold_set, label, dice) "
                "VALUES (:model_id, :version, :gold_set, :label, :dice)",
                evaluation.modelId, evaluation.version, evaluation.goldSet, label, dice);
    }
    for (const GoldCaseScore& one : evaluation.scores) {
        for (const auto& [label, dice] : one.dice) {
            executeReferring(session_, "there is no gold case " + quotedForMessage(one.id),
                             "INSERT INTO version_scores (model_id, version, gold_set, case_id, "
                             "label, dice) VALUES (:model_id, :version, :gold_set, :case_id, "
                             ":label, :dice)",
                             evaluation.modelId, evaluation.version, evaluation.goldSet, one.id,
                             label, dice);
        }
    }
}

} // namespace laurel
