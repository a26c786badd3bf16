#include "sqlite_statements.h"
#include "sqlite_tables.h"

#include "laurel/base/text.h"

namespace soci {

template <>
struct type_conversion<laurel::KeyRecord> {
    using base_type = values;

    static void from_base(const values& row, indicator, laurel::KeyRecord& key) {
        key.id = row.get<std::string>("id");
        key.name = row.get<std::string>("name");
        key.role = laurel::roleNamed(row.get<std::string>("role")).value();
        key.models.clear();
        key.digest = row.get<std::string>("digest");
        key.createdMs = row.get<long long>("created_ms");
        key.revokedMs = row.get<std::optional<long long>>("revoked_ms");
        key.expiresMs = row.get<std::optional<long long>>("expires_ms");
    }
};

} // namespace soci

namespace laurel {

std::optional<KeyRecord> SqliteKeys::find(const std::string& id) {
    std::optional<KeyRecord> key =
        rowOf<KeyRecord>(session_, "SELECT * FROM access_keys WHERE id = :id", id);
    if (key) {
        addModels(*key);
    }
    return key;
}

std::vector<KeyRecord> SqliteKeys::all() {
    std::vector<KeyRecord> keys =
        rowsOf<KeyRecord>(session_, "SELECT * FROM access_keys ORDER BY created_ms, id");
    for (KeyRecord& key : keys) {
        addModels(key);
    }
    return keys;
}

void SqliteKeys::addModels(KeyRecord& key) {
    key.models = rowsOf<std::string>(
        session_, "SELECT model_id FROM access_key_models WHERE key_id = :id ORDER BY model_id",
        key.id);
}

void SqliteKeys::add(const KeyRecord& key) {
    if (find(key.id)) {
        throw Error(ErrorCode::AlreadyExists,
                    "there is already an access key " + quotedForMessage(key.id));
    }
    execute(session_,
            "INSERT INTO access_keys (id, name, role, digest, created_ms, revoked_ms, expires_ms) "
            "VALUES (:id, :name, :role, :digest, :created_ms, :revoked_ms, :expires_ms)",
            key.id, key.name, std::string(toString(key.role)), key.digest, key.createdMs,
            key.revokedMs, key.expiresMs);
    for (const std::string& model : key.models) {
        execute(session_,
                "INSERT INTO access_key_models (key_id, model_id) VALUES (:key_id, :model_id)",
                key.id, model);
    }
}

bool SqliteKeys::revoke(const std::string& id, std::int64_t atMs) {
    if (!find(id)) {
        throw Error(ErrorCode::NotFound, "there is no access key " + quotedForMessage(id));
    }
    return execute(session_,
                   "UPDATE access_keys SET revoked_ms = :at WHERE id = :id AND revoked_ms IS NULL",
                   atMs, id) == 1;
}

} // namespace laurel
