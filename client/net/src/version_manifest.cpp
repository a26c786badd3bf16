#include "laurel/net/version_manifest.h"

#include "private_files.h"
#include "version_download.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/package/model_package.h"
#include "laurel/weights/crypto.h"

#include <algorithm>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t mostBytes = 16U << 20;

const StatementFile& manifestOf(const VersionStatement& statement, const std::string& name) {
    const auto found = std::ranges::find(statement.files, manifestFileName, &StatementFile::file);
    if (found == statement.files.end() || found->size > mostBytes) {
        throw Error(ErrorCode::InvalidInput, name + ": lists no " + manifestFileName +
                                                 " of at most " + std::to_string(mostBytes) +
                                                 " bytes");
    }
    return *found;
}

/// Fetches and checks it before it gets its name.
void fetchInto(const fs::path& file, ServerClient& client, const std::string& model,
               std::int64_t number) {
    const std::string name =
        client.server().address.url() + ": statement of " + model + "@" + std::to_string(number);
    const VersionInfo info = client.version(model, number);
    const VersionStatement statement =
        verifyVersion(info.statement, info.signature, client.server(), model, number, name);
    const StatementFile wanted = manifestOf(statement, name);
    writeThroughTemporary(file, [&](const fs::path& temporary) {
        client.download(model, number, wanted, temporary, [](std::uint64_t) {});
        if (sha256HexOfFile(temporary) != wanted.sha256) {
            throw Error(ErrorCode::InvalidInput,
                        name + ": " + manifestFileName + " is not the file that was signed");
        }
    });
}

} // namespace

ModelManifest versionManifest(const fs::path& home, ServerClient& client, const std::string& model,
                              std::int64_t number) {
    if (!isValidModelId(model)) {
        throw Error(ErrorCode::InvalidArgument, "there is no model of this id");
    }
    const fs::path folder = home / "manifests" / client.server().serverId / model;
    const fs::path file = folder / (std::to_string(number) + ".json");
    std::error_code absent;
    if (!fs::exists(file, absent)) {
        makeFolders(home, folder);
        fetchInto(file, client, model, number);
    }
    return parseManifest(readTextFile(file, mostBytes), file.string());
}

} // namespace laurel
