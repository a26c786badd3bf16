#pragma once

#include "laurel/server_domain/server_identity.h"

#include <filesystem>

namespace laurel {

/// Where things lie in the folder of a server's data.
struct DataFolder {
    std::filesystem::path root;

    std::filesystem::path database() const { return root / "laurel.sqlite"; }
    std::filesystem::path blobs() const { return root / "blobs"; }
    std::filesystem::path privateKey() const { return root / "server.key"; }
    std::filesystem::path publicKey() const { return root / "server.pub"; }
    std::filesystem::path keySecret() const { return root / "key.secret"; } ///< of access keys
};

/// The server's identity. It is made with the folder, and never again: where the folder has a
/// public key, only its private key will do, since clients trust no other.
/// @throws Error NotFound when the private key is missing, Conflict when it is another's; as
/// ServerIdentity::loadOrCreate
ServerIdentity openIdentity(const DataFolder& folder);

/// The public key, from its own file or from the private key.
/// @throws Error NotFound when there is neither, InvalidInput, Io
Ed25519PublicKey readPublicKey(const DataFolder& folder);

} // namespace laurel
