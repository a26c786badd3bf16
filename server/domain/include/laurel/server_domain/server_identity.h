#pragma once

#include "laurel/weights/crypto.h"

#include <filesystem>
#include <string>

namespace laurel {

/// Who the server is: an Ed25519 key pair, whose fingerprint is the server's id. Immutable.
class ServerIdentity {
  public:
    /// Reads the private key (64 hexadecimal digits and a line feed), or makes a new one where the
    /// file does not exist; of several processes that do so at once, all get the same key.
    /// @throws Error PermissionDenied when anyone but the owner may read the file, InvalidInput, Io
    static ServerIdentity loadOrCreate(const std::filesystem::path& keyFile);

    explicit ServerIdentity(Ed25519KeyPair key);

    const std::string& id() const noexcept { return id_; }
    const Ed25519KeyPair& key() const noexcept { return key_; }

  private:
    Ed25519KeyPair key_;
    std::string id_;
};

} // namespace laurel
