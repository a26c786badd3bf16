#include "laurel/server_domain/server_identity.h"

#include "laurel/server_domain/secret_file.h"

#include <utility>

namespace laurel {

ServerIdentity ServerIdentity::loadOrCreate(const std::filesystem::path& keyFile) {
    return ServerIdentity(Ed25519KeyPair(loadOrCreateSecret(keyFile)));
}

ServerIdentity::ServerIdentity(Ed25519KeyPair key)
    : key_(std::move(key)), id_(fingerprint(key_.publicKey())) {}

} // namespace laurel
