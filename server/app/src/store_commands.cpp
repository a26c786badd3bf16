#include "admin_command.h"

#include "server_data.h"

#include "laurel/server_domain/model_catalog.h"
#include "laurel/server_store/backup.h"

#include <iostream>
#include <limits>
#include <nlohmann/json.hpp>

namespace laurel {

namespace {

using nlohmann::json;

json toJson(const DataReport& report) {
    return {{"models", report.models},
            {"versions", report.versions},
            {"contributions", report.contributions},
            {"gold_cases", report.goldCases},
            {"audit_entries", report.auditEntries},
            {"blobs", report.blobs},
            {"blob_bytes", report.blobBytes},
            {"problems", report.problems},
            {"orphan_blobs", report.orphanBlobs}};
}

void print(const DataReport& report, bool asJson) {
    if (asJson) {
        std::cout << toJson(report).dump() << '\n';
        return;
    }
    std::cout << report.models << " models, " << report.versions << " versions, "
              << report.contributions << " contributions, " << report.goldCases << " gold cases, "
              << report.auditEntries << " audit entries, " << report.blobs << " blobs of "
              << report.blobBytes << " bytes\n";
    for (const std::string& problem : report.problems) {
        std::cout << "PROBLEM: " << problem << '\n';
    }
    if (!report.orphanBlobs.empty()) {
        std::cout << report.orphanBlobs.size() << " blobs that nothing refers to\n";
    }
    std::cout << (report.problems.empty() ? "all is well\n" : "");
}

} // namespace

void backUp(const std::filesystem::path& data, const std::filesystem::path& backup, bool withKeys,
            bool asJson) {
    const BackupReport report = backUpData({data}, backup, withKeys);
    if (asJson) {
        std::cout << json{{"blobs", report.blobs}, {"blob_bytes", report.blobBytes}}.dump() << '\n';
        return;
    }
    std::cout << "backed up " << report.blobs << " blobs of " << report.blobBytes << " bytes to "
              << backup.string() << (withKeys ? ", with the keys" : ", without the keys") << '\n';
}

void restore(const std::filesystem::path& data, const std::filesystem::path& backup, bool asJson) {
    print(restoreData(backup, {data}), asJson);
}

bool verify(const std::filesystem::path& data, bool asJson) {
    const DataReport report = checkData({data});
    print(report, asJson);
    return report.problems.empty();
}

void printAudit(const std::filesystem::path& data, std::int64_t after, bool asJson) {
    ServerData server(data, 1);
    const std::vector<AuditEntry> entries =
        ModelCatalog(server.metadata, server.blobs)
            .audit(after, std::numeric_limits<std::int64_t>::max());
    if (asJson) {
        std::cout << serialize(entries) << '\n';
        return;
    }
    for (const AuditEntry& entry : entries) {
        std::cout << entry.number << "  " << entry.time << "  " << entry.actor << "  "
                  << entry.action << "  " << entry.subject << "  " << entry.detail << '\n';
    }
}

} // namespace laurel
