#include "laurel/server_store/data_folder.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/server_domain/secret_file.h"

#include <optional>
#include <system_error>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

Ed25519PublicKey parsePublicKey(const fs::path& file) {
    Ed25519PublicKey key{};
    const std::size_t digits = 2 * key.size();
    const std::string text = readTextFile(file, digits + 1);
    if (text.size() != digits + 1 || text.back() != '\n') {
        throw Error(ErrorCode::InvalidInput,
                    file.string() + ": expected 64 hexadecimal digits and a line feed");
    }
    fromHex(std::string_view(text).substr(0, digits), key);
    return key;
}

void writePublicKey(const DataFolder& folder, const Ed25519PublicKey& key) {
    writeFileAtomically(folder.publicKey(), toHexText(key) + "\n");
}

[[noreturn]] void throwNoPrivateKey(const DataFolder& folder) {
    throw Error(ErrorCode::NotFound,
                folder.privateKey().string() +
                    " is missing; put the server's private key back, since clients accept no "
                    "other (server.pub says which)");
}

std::optional<Ed25519KeyPair> loadKeyOf(const fs::path& file, const Ed25519PublicKey& wanted) {
    if (!fs::exists(file)) {
        return std::nullopt;
    }
    try {
        Ed25519KeyPair key(loadOrCreateSecret(file));
        return key.publicKey() == wanted ? std::optional(std::move(key)) : std::nullopt;
    } catch (const Error& error) { // renamed meanwhile
        if (error.code() == ErrorCode::Io && !fs::exists(file)) {
            return std::nullopt;
        }
        throw;
    }
}

/// The private key of a rotation that the store knows of. Where it has not taken its place yet, it
/// does so here.
Ed25519KeyPair loadRotatedKey(const DataFolder& folder, const Ed25519PublicKey& wanted) {
    constexpr int tries = 3; // another process may be doing the same
    for (int i = 0; i < tries; ++i) {
        if (auto key = loadKeyOf(folder.privateKey(), wanted)) {
            if (!fs::exists(folder.publicKey()) || parsePublicKey(folder.publicKey()) != wanted) {
                writePublicKey(folder, wanted);
            }
            return std::move(*key);
        }
        if (loadKeyOf(folder.nextPrivateKey(), wanted)) {
            std::error_code gone; // by the other process
            fs::rename(folder.nextPrivateKey(), folder.privateKey(), gone);
            syncToDisk(folder.root);
        }
    }
    if (!fs::exists(folder.privateKey())) {
        throwNoPrivateKey(folder);
    }
    throw Error(ErrorCode::Conflict, folder.privateKey().string() + " is not the private key of " +
                                         fingerprint(wanted) +
                                         ", which signs since the last rotation");
}

Ed25519PublicKey lastOf(const std::vector<SignedSuccession>& chain) {
    return parseSuccession(chain.back().statement, "key statement").to;
}

} // namespace

ServerIdentity openIdentity(const DataFolder& folder, const std::vector<SignedSuccession>& chain) {
    const auto load = [folder](const Ed25519PublicKey& key) { return loadRotatedKey(folder, key); };
    if (!chain.empty()) {
        return {readServerId(folder, chain), loadRotatedKey(folder, lastOf(chain)), load};
    }
    const bool known = fs::exists(folder.publicKey());
    if (known && !fs::exists(folder.privateKey())) {
        throwNoPrivateKey(folder);
    }
    Ed25519KeyPair key(loadOrCreateSecret(folder.privateKey()));
    if (!known) {
        writePublicKey(folder, key.publicKey());
    } else if (parsePublicKey(folder.publicKey()) != key.publicKey()) {
        throw Error(ErrorCode::Conflict, folder.privateKey().string() +
                                             " is not the private key of server.pub beside it");
    }
    std::string id = fingerprint(key.publicKey());
    return {std::move(id), std::move(key), load};
}

Ed25519PublicKey readPublicKey(const DataFolder& folder,
                               const std::vector<SignedSuccession>& chain) {
    if (!chain.empty()) {
        return lastOf(chain);
    }
    if (fs::exists(folder.publicKey())) {
        return parsePublicKey(folder.publicKey());
    }
    if (!fs::exists(folder.privateKey())) {
        throw Error(ErrorCode::NotFound,
                    folder.root.string() + " has neither server.pub nor server.key");
    }
    return ServerIdentity::loadOrCreate(folder.privateKey()).key().publicKey();
}

std::string readServerId(const DataFolder& folder, const std::vector<SignedSuccession>& chain) {
    return fingerprint(chain.empty()
                           ? readPublicKey(folder)
                           : parseSuccession(chain.front().statement, "key statement").from);
}

} // namespace laurel
