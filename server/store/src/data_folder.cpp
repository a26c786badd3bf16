#include "laurel/server_store/data_folder.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

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

} // namespace

ServerIdentity openIdentity(const DataFolder& folder) {
    const bool known = fs::exists(folder.publicKey());
    if (known && !fs::exists(folder.privateKey())) {
        throw Error(ErrorCode::NotFound,
                    folder.privateKey().string() +
                        " is missing; put the server's private key back, since clients accept no "
                        "other (server.pub says which)");
    }
    ServerIdentity identity = ServerIdentity::loadOrCreate(folder.privateKey());
    if (!known) {
        writeFileAtomically(folder.publicKey(), toHexText(identity.key().publicKey()) + "\n");
    } else if (parsePublicKey(folder.publicKey()) != identity.key().publicKey()) {
        throw Error(ErrorCode::Conflict, folder.privateKey().string() +
                                             " is not the private key of server.pub beside it");
    }
    return identity;
}

Ed25519PublicKey readPublicKey(const DataFolder& folder) {
    if (fs::exists(folder.publicKey())) {
        return parsePublicKey(folder.publicKey());
    }
    if (!fs::exists(folder.privateKey())) {
        throw Error(ErrorCode::NotFound,
                    folder.root.string() + " has neither server.pub nor server.key");
    }
    return ServerIdentity::loadOrCreate(folder.privateKey()).key().publicKey();
}

} // namespace laurel
