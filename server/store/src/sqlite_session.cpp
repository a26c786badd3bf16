#include "sqlite_session.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <string>
#include <unistd.h>

namespace laurel {

namespace {

constexpr int busySeconds = 30;

bool isBusy(int sqliteResult) {
    const int primary = sqliteResult & 0xFF;
    return primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
}

/// For SOCI's connect string, which knows no way to write a quotation mark.
std::string quotedPath(const std::filesystem::path& file) {
    const std::string path = file.string();
    if (path.find('"') != std::string::npos) {
        throw Error(ErrorCode::InvalidArgument,
                    path + ": the path of a database may not contain a quotation mark");
    }
    return '"' + path + '"';
}

} // namespace

void createPrivate(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        throw Error(ErrorCode::Io, "cannot open " + file.string() + ": " + std::strerror(errno));
    }
    ::close(fd);
}

bool isForeignKeyViolation(int sqliteResult) noexcept {
    return sqliteResult == SQLITE_CONSTRAINT_FOREIGNKEY;
}

void rethrowTranslated() {
    try {
        throw;
    } catch (const soci::sqlite3_soci_error& error) {
        if (isBusy(error.result())) {
            throw Error(ErrorCode::Unavailable, "the database is busy; try again later");
        }
        throw Error(ErrorCode::Internal, std::string("the database failed: ") + error.what());
    } catch (const soci::soci_error& error) {
        throw Error(ErrorCode::Internal, std::string("the database failed: ") + error.what());
    }
}

void openSqlite(soci::session& session, const std::filesystem::path& file) {
    createPrivate(file);
    translated([&] {
        session.open(soci::sqlite3,
                     "dbname=" + quotedPath(file) + " timeout=" + std::to_string(busySeconds));
        auto* const backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
        sqlite_api::sqlite3_extended_result_codes(backend->conn_, 1);
        std::string mode;
        session << "PRAGMA journal_mode = WAL", soci::into(mode);
        if (mode != "wal") {
            throw Error(ErrorCode::Io,
                        file.string() + ": the file system allows no write-ahead log");
        }
        session << "PRAGMA synchronous = FULL";
        // In SOCI's connect string this would be passed over.
        session << "PRAGMA foreign_keys = ON";
    });
}

SqliteTransaction::SqliteTransaction(soci::session& session, Kind kind) : session_(session) {
    translated([&] { session_ << (kind == Kind::Write ? "BEGIN IMMEDIATE" : "BEGIN"); });
}

SqliteTransaction::~SqliteTransaction() {
    if (open_) {
        try {
            session_ << "ROLLBACK";
        } catch (const soci::soci_error&) { // SQLite has rolled back by itself
        }
    }
}

void SqliteTransaction::commit() {
    translated([&] { session_ << "COMMIT"; });
    open_ = false;
}

} // namespace laurel
