#pragma once

#include "laurel/server_domain/server_identity.h"

#include <filesystem>
#include <string>
#include <vector>

namespace laurel {

/// Where things lie in the folder of a server's data.
struct DataFolder {
    std::filesystem::path root;

    std::filesystem::path database() const { return root / "laurel.sqlite"; }
    std::filesystem::path blobs() const { return root / "blobs"; }
    std::filesystem::path privateKey() const { return root / "server.key"; }
    /// Of the key that takes the place of that one, until it has.
    std::filesystem::path nextPrivateKey() const { return root / "server.key.next"; }
    std::filesystem::path publicKey() const { return root / "server.pub"; }
    std::filesystem::path keySecret() const { return root / "key.secret"; } ///< of access keys
};

/// The server's identity. It is made with the folder, and never again: where the folder has a
/// public key, only its private key will do, since clients trust no other.
/// @param chain of the store; a rotation that was begun by another process, or broken off, is
/// completed
/// @throws Error NotFound when the private key is missing, Conflict when it is another's; as
/// ServerIdentity::loadOrCreate
ServerIdentity openIdentity(const DataFolder& folder,
                            const std::vector<SignedSuccession>& chain = {});

/// The public key that signs, from the chain, its own file or the private key.
/// @throws Error NotFound when there is none, InvalidInput, Io
Ed25519PublicKey readPublicKey(const DataFolder& folder,
                               const std::vector<SignedSuccession>& chain = {});

/// The fingerprint of the server's first key. @throws Error as readPublicKey
std::string readServerId(const DataFolder& folder, const std::vector<SignedSuccession>& chain);

} // namespace laurel
