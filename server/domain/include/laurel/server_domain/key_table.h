#pragma once

#include "laurel/proto/admin.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace laurel {

/// An access key as the server remembers it: enough to recognise it, too little to use it.
struct KeyRecord {
    std::string id;
    std::string name;
    Role role = Role::Reader;
    std::vector<std::string> models;         ///< ids, ascending; empty: all
    std::string digest;                      ///< HMAC-SHA-256, 64 lower-case hexadecimal digits
    std::int64_t createdMs = 0;              ///< since 1970, UTC
    std::optional<std::int64_t> revokedMs;   ///< since when it is of no use
    std::optional<std::int64_t> expiresMs{}; ///< from when on it is of no use; none: never
    bool operator==(const KeyRecord&) const = default;
};

/// Part of a transaction, as MetadataReader; errors as there.
class KeyReader {
  public:
    virtual ~KeyReader() = default;

    virtual std::optional<KeyRecord> find(const std::string& id) = 0;
    virtual std::vector<KeyRecord> all() = 0; ///< oldest first, revoked ones too
};

/// Part of a transaction, as MetadataWriter. Keys are never removed.
class KeyWriter : public KeyReader {
  public:
    /// @throws Error AlreadyExists (the id)
    virtual void add(const KeyRecord& key) = 0;
    /// @return whether it was of use until now. @throws Error NotFound
    virtual bool revoke(const std::string& id, std::int64_t atMs) = 0;
};

} // namespace laurel
