#include "sqlite_statements.h"
#include "sqlite_tables.h"

namespace soci {

template <>
struct type_conversion<laurel::AuditRecord> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::AuditRecord& record) {
        record.number = row.get<long long>("number");
        record.event.timeMs = row.get<long long>("time_ms");
        record.event.actor = row.get<std::string>("actor");
        record.event.action = row.get<std::string>("action");
        record.event.subject = row.get<std::string>("subject");
        record.event.detail = row.get<std::string>("detail");
        record.hash = row.get<std::string>("hash");
    }
};

} // namespace soci

namespace laurel {

std::vector<AuditRecord> SqliteAudit::entries(std::int64_t after, std::size_t most) {
    return rowsOf<AuditRecord>(
        session_, "SELECT * FROM audit_log WHERE number > :after ORDER BY number LIMIT :most",
        after, static_cast<std::int64_t>(most));
}

std::optional<AuditRecord> SqliteAudit::last() {
    return rowOf<AuditRecord>(session_, "SELECT * FROM audit_log ORDER BY number DESC LIMIT 1");
}

AuditRecord SqliteAudit::append(const AuditEvent& event) {
    const std::optional<AuditRecord> before = last();
    AuditRecord record;
    record.number = before ? before->number + 1 : 1;
    record.event = event;
    record.hash = auditHash(before ? before->hash : "", record.number, event);
    execute(session_,
            "INSERT INTO audit_log (number, time_ms, actor, action, subject, detail, hash) "
            "VALUES (:number, :time_ms, :actor, :action, :subject, :detail, :hash)",
            record.number, event.timeMs, event.actor, event.action, event.subject, event.detail,
            record.hash);
    return record;
}

} // namespace laurel
