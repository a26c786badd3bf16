#include "laurel/server_domain/secret_file.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/weights/crypto.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void throwErrno(const std::string& what, const fs::path& path) {
    throw Error(ErrorCode::Io,
                "cannot " + what + " " + path.string() + ": " + std::strerror(errno));
}

/// Leaves the file alone where it exists already: whoever comes first has made the secret.
void createFile(const fs::path& file) {
    // Nobody else can look into a temporary folder, so it is private before its mode is set.
    const TemporaryFolder aside(file.parent_path());
    const fs::path written = aside.path() / "secret";
    writeFileAtomically(written, randomHexText(SecretBytes{}.size()) + "\n");
    if (::chmod(written.c_str(), S_IRUSR | S_IWUSR) != 0) {
        throwErrno("protect", file);
    }
    if (::link(written.c_str(), file.c_str()) != 0 && errno != EEXIST) {
        throwErrno("write", file);
    }
    syncToDisk(file.parent_path());
}

void requirePrivate(const fs::path& file) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) {
        throwErrno("read", file);
    }
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        throw Error(ErrorCode::PermissionDenied,
                    file.string() + " can be read by others than its owner; expected mode 0600");
    }
}

SecretBytes readSecret(const fs::path& file) {
    SecretBytes secret{};
    requirePrivate(file);
    const std::size_t digits = 2 * secret.size();
    const std::string text = readTextFile(file, digits + 1);
    if (text.size() != digits + 1 || text.back() != '\n') {
        throw Error(ErrorCode::InvalidInput,
                    file.string() + ": expected 64 hexadecimal digits and a line feed");
    }
    fromHex(std::string_view(text).substr(0, digits), secret);
    return secret;
}

} // namespace

SecretBytes loadOrCreateSecret(const fs::path& file) {
    if (!fs::exists(file)) {
        createFile(file);
    }
    return readSecret(file);
}

} // namespace laurel
