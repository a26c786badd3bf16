#include "sqlite_statements.h"
#include "sqlite_tables.h"

#include "laurel/base/text.h"

namespace soci {

template <>
struct type_conversion<laurel::UsageRecord> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::UsageRecord& record) {
        record.id = row.get<std::string>("id");
        record.modelId = row.get<std::string>("model_id");
        record.keyId = row.get<std::string>("key_id");
        record.report.version = row.get<long long>("version");
        record.report.client.name = row.get<std::string>("client_name");
        record.report.client.version = row.get<std::string>("client_version");
        record.report.dice.clear();
        record.createdMs = row.get<long long>("created_ms");
    }
};

/// All aggregates are NULL-free but the mean; `regular` counts the rows without irregularity.
template <>
struct type_conversion<laurel::UsageSummary> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::UsageSummary& summary) {
        summary.version = row.get<long long>("version");
        summary.regular = row.get<long long>("regular");
        summary.notRefined = row.get<long long>("not_refined");
        summary.wrongTask = row.get<long long>("wrong_task");
        summary.meanDice = row.get<std::optional<double>>("mean_dice");
    }
};

} // namespace soci

namespace laurel {

namespace {

std::optional<std::string> nameOfIrregularity(double dice) {
    const std::optional<UsageIrregularity> irregularity = irregularityOf(dice);
    return irregularity ? std::optional<std::string>(toString(*irregularity)) : std::nullopt;
}

} // namespace

std::vector<UsageRecord> SqliteUsage::reports(const std::string& modelId) {
    std::vector<UsageRecord> records = rowsOf<UsageRecord>(
        session_, "SELECT * FROM usage_reports WHERE model_id = :id ORDER BY created_ms, id",
        modelId);
    for (UsageRecord& record : records) {
        record.report.dice = rowsOf<double>(
            session_, "SELECT dice FROM usage_cases WHERE report_id = :id ORDER BY position",
            record.id);
    }
    return records;
}

std::vector<UsageSummary> SqliteUsage::summary(const std::string& modelId) {
    return rowsOf<UsageSummary>(
        session_,
        "SELECT r.version, "
        "CAST(SUM(CASE WHEN c.irregular IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS regular, "
        "CAST(SUM(CASE WHEN c.irregular = 'not_refined' THEN 1 ELSE 0 END) AS BIGINT) "
        "AS not_refined, "
        "CAST(SUM(CASE WHEN c.irregular = 'wrong_task' THEN 1 ELSE 0 END) AS BIGINT) "
        "AS wrong_task, "
        "AVG(CASE WHEN c.irregular IS NULL THEN c.dice END) AS mean_dice "
        "FROM usage_reports r JOIN usage_cases c ON c.report_id = r.id "
        "WHERE r.model_id = :id GROUP BY r.version ORDER BY r.version",
        modelId);
}

void SqliteUsage::add(const UsageRecord& record) {
    if (rowOf<std::string>(session_, "SELECT id FROM usage_reports WHERE id = :id", record.id)) {
        throw Error(ErrorCode::AlreadyExists,
                    "there is already a usage report " + quotedForMessage(record.id));
    }
    const UsageReport& report = record.report;
    executeReferring(session_,
                     "there is no version " + std::to_string(report.version) + " of model " +
                         quotedForMessage(record.modelId),
                     "INSERT INTO usage_reports (id, model_id, version, key_id, client_name, "
                     "client_version, created_ms) VALUES (:id, :model_id, :version, :key_id, "
                     ":client_name, :client_version, :created_ms)",
                     record.id, record.modelId, report.version, record.keyId, report.client.name,
                     report.client.version, record.createdMs);
    std::int64_t position = 0;
    for (const double dice : report.dice) {
        execute(session_,
                "INSERT INTO usage_cases (report_id, position, dice, irregular) "
                "VALUES (:report_id, :position, :dice, :irregular)",
                record.id, position++, dice, nameOfIrregularity(dice));
    }
}

} // namespace laurel
