#pragma once

#include "laurel/base/error.h"

#include <exception>
#include <filesystem>
#include <utility>

namespace soci {
class session;
}

namespace laurel {

/// Makes an empty file (mode 0600) where there is none: SQLite would give it the umask's mode.
/// @throws Error Io
void createPrivate(const std::filesystem::path& file);

/// Opens a database, which is made (mode 0600) where there is none, with what every session of ours
/// needs: foreign keys, write-ahead log, full durability, and patience with other writers.
/// @throws Error Io or Unavailable
void openSqlite(soci::session& session, const std::filesystem::path& file);

/// Whether a result of SQLite says that a row refers to one that is not there.
bool isForeignKeyViolation(int sqliteResult) noexcept;

/// Throws the exception that is being handled again, as Error if it is SOCI's.
[[noreturn]] void rethrowTranslated();

/// What `work` returns; SOCI's exceptions become Error.
template <typename Work>
auto translated(Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (...) {
        rethrowTranslated();
    }
}

/// Rolled back unless committed.
class SqliteTransaction {
  public:
    /// Read: a deferred transaction, one snapshot. Write: BEGIN IMMEDIATE, which waits for its
    /// turn; a deferred one that begins to write later fails when another was faster.
    enum class Kind { Read, Write };

    SqliteTransaction(soci::session& session, Kind kind);
    ~SqliteTransaction();
    SqliteTransaction(const SqliteTransaction&) = delete;
    SqliteTransaction& operator=(const SqliteTransaction&) = delete;

    void commit();

  private:
    soci::session& session_;
    bool open_ = true;
};

} // namespace laurel
