#include "laurel/server_domain/audit_log.h"

#include "laurel/weights/crypto.h"

namespace laurel {

namespace {

std::string framed(const std::string& text) {
    return std::to_string(text.size()) + ':' + text + ',';
}

} // namespace

std::string auditHash(const std::string& previous, std::int64_t number, const AuditEvent& event) {
    std::string content = previous;
    for (const std::string& field : {std::to_string(number), std::to_string(event.timeMs),
                                     event.actor, event.action, event.subject, event.detail}) {
        content += framed(field);
    }
    return sha256Hex(content);
}

std::vector<std::string> auditProblems(AuditReader& log) {
    constexpr std::size_t atOnce = 1000;
    std::vector<std::string> problems;
    AuditRecord before;
    for (;;) {
        const std::vector<AuditRecord> records = log.entries(before.number, atOnce);
        for (const AuditRecord& record : records) {
            const std::string name = "audit entry " + std::to_string(record.number);
            if (record.number != before.number + 1) {
                problems.push_back(name + " follows " + std::to_string(before.number) +
                                   ": entries between them are missing");
            } else if (record.hash != auditHash(before.hash, record.number, record.event)) {
                problems.push_back(name + " or the one before it was changed");
            }
            before = record;
        }
        if (records.size() < atOnce) {
            return problems;
        }
    }
}

} // namespace laurel
