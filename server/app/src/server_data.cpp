#include "server_data.h"

#include "laurel/base/error.h"
#include "laurel/server_domain/publisher.h"
#include "laurel/server_domain/secret_file.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <sys/stat.h>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

fs::path madeFolder(const fs::path& folder) {
    std::error_code failure;
    fs::path absolute = fs::absolute(folder, failure).lexically_normal();
    fs::create_directories(absolute.parent_path(), failure);
    if (::mkdir(absolute.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        throw Error(ErrorCode::Io,
                    "cannot make the folder " + folder.string() + ": " + std::strerror(errno));
    }
    if (!fs::is_directory(absolute, failure)) {
        throw Error(ErrorCode::InvalidArgument, folder.string() + " is not a folder");
    }
    return absolute;
}

} // namespace

ServerData::ServerData(const fs::path& root, std::size_t sessions,
                       std::function<void(const std::string&)> onDamaged)
    : folder{madeFolder(root)}, metadata(folder.database(), sessions),
      identity(openIdentity(folder, metadata.beginRead()->keySuccessions())),
      blobs(folder.blobs(), std::move(onDamaged)) {}

AccessKeys ServerData::accessKeys() {
    const SecretBytes secret = loadOrCreateSecret(folder.keySecret());
    return {metadata, std::string(secret.begin(), secret.end()), systemTimeMs};
}

} // namespace laurel
