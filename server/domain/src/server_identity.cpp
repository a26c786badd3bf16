#include "laurel/server_domain/server_identity.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t seedBytes = 32;

[[noreturn]] void throwErrno(const std::string& what, const fs::path& path) {
    throw Error(ErrorCode::Io,
                "cannot " + what + " " + path.string() + ": " + std::strerror(errno));
}

/// Leaves the file alone where it exists already: whoever comes first has made the key.
void createKeyFile(const fs::path& keyFile) {
    const Ed25519KeyPair key = Ed25519KeyPair::generate();
    // Nobody else can look into a temporary folder, so the key is private before its mode is set.
    const TemporaryFolder aside(keyFile.parent_path());
    const fs::path written = aside.path() / "key";
    writeFileAtomically(written, toHexText(key.seed()) + "\n");
    if (::chmod(written.c_str(), S_IRUSR | S_IWUSR) != 0) {
        throwErrno("protect", keyFile);
    }
    if (::link(written.c_str(), keyFile.c_str()) != 0 && errno != EEXIST) {
        throwErrno("write", keyFile);
    }
    syncToDisk(keyFile.parent_path());
}

void requirePrivate(const fs::path& keyFile) {
    struct stat info {};
    if (::stat(keyFile.c_str(), &info) != 0) {
        throwErrno("read", keyFile);
    }
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw Error(ErrorCode::PermissionDenied,
                    keyFile.string() + " can be read by others than its owner; expected mode 0600");
    }
}

Ed25519KeyPair readKeyFile(const fs::path& keyFile) {
    requirePrivate(keyFile);
    const std::string text = readTextFile(keyFile, 2 * seedBytes + 1);
    if (text.size() != 2 * seedBytes + 1 || text.back() != '\n') {
        throw Error(ErrorCode::InvalidInput,
                    keyFile.string() + ": expected 64 hexadecimal digits and a line feed");
    }
    std::array<std::uint8_t, seedBytes> seed{};
    fromHex(std::string_view(text).substr(0, 2 * seedBytes), seed);
    return Ed25519KeyPair(seed);
}

} // namespace

ServerIdentity ServerIdentity::loadOrCreate(const fs::path& keyFile) {
    if (!fs::exists(keyFile)) {
        createKeyFile(keyFile);
    }
    return ServerIdentity(readKeyFile(keyFile));
}

ServerIdentity::ServerIdentity(Ed25519KeyPair key)
    : key_(std::move(key)), id_(fingerprint(key_.publicKey())) {}

} // namespace laurel
