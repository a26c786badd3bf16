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
    std::vector<UsageSummary> summaries;
    for (const std::int64_t version : rowsOf<std::int64_t>(
             session_,
             "SELECT DISTINCT version FROM usage_reports WHERE model_id = :id ORDER BY version",
             modelId)) {
        const auto count = [&](std::optional<UsageIrregularity> irregularity) {
            return rowOf<std::int64_t>(session_,
                                       "SELECT COUNT(*) FROM usage_reports r JOIN usage_cases c "
                                       "ON c.report_id = r.id WHERE r.model_id = :id AND "
                                       "r.version = :version AND COALESCE(c.irregular, '') = :kind",
                                       modelId, version,
                                       irregularity ? std::string(toString(*irregularity)) : "")
                .value_or(0);
        };
        summaries.push_back({version, count(std::nullopt), count(UsageIrregularity::NotRefined),
                             count(UsageIrregularity::WrongTask), meanDice(modelId, version)});
    }
    return summaries;
}

std::optional<double> SqliteUsage::meanDice(const std::string& modelId, std::int64_t version) {
    const auto mean = rowOf<std::optional<double>>(
        session_,
        "SELECT AVG(c.dice) FROM usage_reports r JOIN usage_cases c ON c.report_id = r.id "
        "WHERE r.model_id = :id AND r.version = :version AND c.irregular IS NULL",
        modelId, version);
    return mean.value_or(std::nullopt);
}

std::vector<std::int64_t> SqliteUsage::timesOfKeySince(const std::string& keyId,
                                                       std::int64_t sinceMs) {
    return rowsOf<std::int64_t>(session_,
                                "SELECT created_ms FROM usage_reports WHERE key_id = :id AND "
                                "created_ms >= :since ORDER BY created_ms",
                                keyId, sinceMs);
}

std::size_t SqliteUsage::removeBefore(std::int64_t beforeMs) {
    execute(session_,
            "DELETE FROM usage_cases WHERE report_id IN "
            "(SELECT id FROM usage_reports WHERE created_ms < :before)",
            beforeMs);
    return execute(session_, "DELETE FROM usage_reports WHERE created_ms < :before", beforeMs);
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
