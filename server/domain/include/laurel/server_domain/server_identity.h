#pragma once

#include "laurel/weights/crypto.h"

#include <filesystem>
#include <string>

namespace laurel {

/// Who the server is: an Ed25519 key pair, whose fingerprint is the server's id. Immutable.
class ServerIdentity {
  public:
    /// The private key is the secret in this file, made where there is none.
    /// @throws Error as loadOrCreateSecret
    static ServerIdentity loadOrCreate(const std::filesystem::path& keyFile);

    explicit ServerIdentity(Ed25519KeyPair key);

    const std::string& id() const noexcept { return id_; }
    const Ed25519KeyPair& key() const noexcept { return key_; }

  private:
    Ed25519KeyPair key_;
    std::string id_;
};

} // namespace laurel
