#pragma once

#include <span>

namespace soci {
class session;
}

namespace laurel {

/// The files of migrations/sqlite in the order of their numbers, built in.
std::span<const char* const> sqliteMigrations() noexcept;

/// Brings the database to this program's schema, in one transaction; several processes may do so at
/// once. @throws Error Unsupported when a newer program made it
void migrateSqlite(soci::session& session);

} // namespace laurel
