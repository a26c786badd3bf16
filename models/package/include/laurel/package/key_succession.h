#pragma once

#include "laurel/package/statement.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// How trust goes from one signing key of a server to the next: the old key signs a statement that
/// names the new one and says up to which version of each model it has signed itself. A client that
/// pinned any key of the chain can follow it to the last. Format "laurel-key/1"; see
/// docs/package-format.md.
namespace laurel {

struct KeySuccession {
    std::string serverId; ///< the fingerprint of the server's first key, as in version statements
    std::string created;  ///< UTC, as "2026-01-31T23:59:59Z"
    Ed25519PublicKey from{};
    Ed25519PublicKey to{};
    /// By model, the greatest number that `from` or a key before it has signed. Of models that are
    /// not named it signed none.
    std::map<std::string, std::int64_t> lastVersions;
    bool operator==(const KeySuccession&) const = default;
};

/// The canonical bytes, and the signature of `from` over them.
struct SignedSuccession {
    std::string statement;
    std::string signature; ///< 128 lower-case hexadecimal digits
    bool operator==(const SignedSuccession&) const = default;
};

/// @throws Error InvalidArgument unless `key` is `from`; InvalidInput naming the field that no
/// statement may have so
SignedSuccession signSuccession(const KeySuccession& succession, const Ed25519KeyPair& key);

/// Checks every field, and that the text is canonical, but no signature. `name` begins every
/// message. @throws Error InvalidInput, LimitExceeded, or Unsupported for another major format
KeySuccession parseSuccession(std::string_view text, const std::string& name);

/// A key that has signed, and what.
struct RetiredKey {
    Ed25519PublicKey key{};
    std::map<std::string, std::int64_t> lastVersions; ///< as KeySuccession::lastVersions
    bool operator==(const RetiredKey&) const = default;
};

/// All keys of a server, one after the other.
struct ServerKeys {
    std::vector<RetiredKey> retired; ///< oldest first
    Ed25519PublicKey current{};
    bool operator==(const ServerKeys&) const = default;
};

/// Follows a chain from the key whose fingerprint is the server's id to the one that is current;
/// each link must be signed by the key before it. No chain: the current key alone.
/// @throws Error InvalidInput saying which link does not hold
ServerKeys followSuccessions(const std::string& serverId,
                             const std::vector<SignedSuccession>& chain,
                             const Ed25519PublicKey& current, const std::string& name);

/// As verifyStatement of one key, by the key that the statement names; a retired one is believed up
/// to the last version that it is known to have signed.
VersionStatement verifyStatement(std::string_view text, const Ed25519Signature& signature,
                                 const ServerKeys& keys, const std::string& name);

} // namespace laurel
