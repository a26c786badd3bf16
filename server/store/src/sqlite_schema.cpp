#include "sqlite_schema.h"

#include "laurel/base/error.h"
#include "sqlite_session.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <string>

namespace laurel {

namespace {

/// Runs every statement of a text; SOCI would run the first only.
void executeScript(soci::session& session, const char* sql) {
    auto* const backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
    char* message = nullptr;
    if (sqlite_api::sqlite3_exec(backend->conn_, sql, nullptr, nullptr, &message) != SQLITE_OK) {
        const std::string reason = message == nullptr ? "no reason given" : message;
        sqlite_api::sqlite3_free(message);
        throw Error(ErrorCode::Internal, "a migration of the database failed: " + reason);
    }
}

std::size_t schemaVersion(soci::session& session) {
    int version = 0;
    session << "PRAGMA user_version", soci::into(version);
    return static_cast<std::size_t>(version);
}

} // namespace

void migrateSqlite(soci::session& session) {
    const std::span<const char* const> migrations = sqliteMigrations();
    SqliteTransaction transaction(session, SqliteTransaction::Kind::Write);
    const std::size_t found = schemaVersion(session);
    if (found > migrations.size()) {
        throw Error(ErrorCode::Unsupported, "the database has schema " + std::to_string(found) +
                                                ", made by a newer Laurel; this one knows up to " +
                                                std::to_string(migrations.size()));
    }
    for (const char* const migration : migrations.subspan(found)) {
        executeScript(session, migration);
    }
    session << "PRAGMA user_version = " << migrations.size();
    transaction.commit();
}

} // namespace laurel
