#pragma once

#include "laurel/package/key_succession.h"
#include "laurel/weights/crypto.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace laurel {

/// Who the server is: the fingerprint of its first key, and the Ed25519 key pair that signs for it
/// now, which another process may replace. Copies are one identity. Thread-safe.
class ServerIdentity {
  public:
    /// Finds the private key of a public key. @throws Error
    using KeyLoader = std::function<Ed25519KeyPair(const Ed25519PublicKey&)>;

    /// The private key is the secret in this file, made where there is none.
    /// @throws Error as loadOrCreateSecret
    static ServerIdentity loadOrCreate(const std::filesystem::path& keyFile);

    /// A server with its first key.
    explicit ServerIdentity(Ed25519KeyPair key);
    /// @param id fingerprint of the first key @param key that signs now
    /// @param load for keys that come later
    ServerIdentity(std::string id, Ed25519KeyPair key, KeyLoader load);

    const std::string& id() const noexcept;
    /// The one that signed when last asked. Stays valid as long as the identity.
    const Ed25519KeyPair& key() const;
    /// The one that the store's chain of keys ends with; as above.
    /// @throws Error Unavailable where its private key is not to be had
    const Ed25519KeyPair& keyAfter(const std::vector<SignedSuccession>& chain) const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace laurel
