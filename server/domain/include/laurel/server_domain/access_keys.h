#pragma once

#include "laurel/proto/admin.h"
#include "laurel/server_domain/metadata_store.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// Who asks, once the key was found good. Values of one moment: a key revoked later stays in what
/// was begun with it.
struct Principal {
    std::string keyId;
    Role role = Role::Reader;
    std::vector<std::string> models; ///< empty: all

    /// Whether the key has this role or a higher one, and this model is among its own.
    bool may(Role needed, std::string_view modelId) const noexcept;
    bool isAdmin() const noexcept { return role == Role::Admin && models.empty(); }
};

/// API keys "lk_<id>_<64 hexadecimal digits>": 256 random bits, of which the server keeps only the
/// HMAC-SHA-256 under its own secret. Thread-safe. All functions throw as the store does.
class AccessKeys {
  public:
    /// @param secret 32 random bytes, which live in the server's folder (mode 0600) and nowhere
    /// else
    /// @param metadata outlives the keys
    AccessKeys(MetadataStore& metadata, std::string secret, std::function<std::int64_t()> nowMs);

    /// @param actor for the audit log, as AuditEntry::actor
    /// @throws Error InvalidInput for a name, model id or number of days that cannot be
    CreatedKey create(const KeyRequest& request, const std::string& actor);
    std::vector<KeyDescription> list() const; ///< oldest first, revoked ones too
    /// At once, for every request that has not been authenticated yet.
    /// @throws Error NotFound; revoking again does nothing
    void revoke(const std::string& keyId, const std::string& actor);

    /// Looks the key up by its id and compares in constant time; what is wrong with it is not said.
    /// @param key the text behind "Bearer "
    /// @throws Error Unauthenticated
    Principal authenticate(std::string_view key) const;

  private:
    MetadataStore& metadata_;
    std::string secret_;
    std::function<std::int64_t()> nowMs_;
};

} // namespace laurel
