#include "model_lookup.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"
#include "laurel/net/laurel_home.h"
#include "laurel/net/model_cache.h"
#include "laurel/package/statement.h"
#include "laurel/proto/paths.h"
#include "laurel/workflow/model_shelf.h"

#include <filesystem>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Where servers and their models would be; none for a user without a home.
std::optional<fs::path> homeIfAny() {
    try {
        return laurelHome();
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::optional<FoundModel> inFolder(const std::string& folder) {
    constexpr std::uint64_t mostBytes = 1U << 20;
    std::error_code absent;
    if (!fs::exists(fs::path(folder) / manifestFileName, absent)) {
        return std::nullopt;
    }
    const fs::path statementFile = fs::path(folder) / statementFileName;
    const std::optional<fs::path> home = homeIfAny();
    if (home && fs::exists(statementFile, absent)) {
        const VersionStatement statement =
            parseStatement(readTextFile(statementFile, mostBytes), statementFile.string());
        if (const auto server = ServerRegistry(*home).withId(statement.serverId)) {
            const CachedVersion version{statement.serverId, statement.modelId, statement.number,
                                        folder};
            return FoundModel{ModelCache(*home).open(version, *server), version.number};
        }
    }
    return FoundModel{ModelPackage::open(folder), std::nullopt};
}

std::optional<FoundModel> inCache(const std::string& text) {
    const std::optional<fs::path> home = homeIfAny();
    const ModelReference wanted = parseModelReference(text);
    if (!home) {
        return std::nullopt;
    }
    ModelCache cache(*home);
    std::optional<CachedVersion> found;
    std::optional<KnownServer> from;
    for (const KnownServer& server : ServerRegistry(*home).list()) {
        const auto version = cache.find(server.serverId, wanted.id, wanted.number);
        if (version && found) {
            throw Error(ErrorCode::InvalidArgument,
                        text + " is here from " + from->name + " and from " + server.name +
                            "; name the folder: " + found->folder.string() + " or " +
                            version->folder.string());
        }
        if (version) {
            found = version;
            from = server;
        }
    }
    if (!found && wanted.number) {
        throw Error(ErrorCode::NotFound,
                    text + " is not on this machine; fetch it with: laurelctl pull " + text);
    }
    return found ? std::optional(FoundModel{cache.open(*found, *from), found->number})
                 : std::nullopt;
}

FoundModel shipped(const std::string& id) {
    const std::vector<fs::path> folders = shippedPackageFolders();
    if (const std::optional<fs::path> folder = shippedPackage(id, folders)) {
        return {ModelPackage::open(*folder), std::nullopt};
    }
    std::string searched;
    for (const fs::path& folder : folders) {
        searched += (searched.empty() ? "" : ", ") + folder.string();
    }
    throw Error(ErrorCode::NotFound,
                "there is no model \"" + id +
                    "\": neither a folder with a manifest.json, nor pulled from a server, nor in " +
                    searched);
}

} // namespace

ModelReference parseModelReference(const std::string& text) {
    const std::size_t at = text.find('@');
    ModelReference reference{text.substr(0, at), std::nullopt};
    if (at != std::string::npos) {
        reference.number = parseVersionNumber(std::string_view(text).substr(at + 1));
    }
    if (!isValidModelId(reference.id) || (at != std::string::npos && !reference.number)) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected a model as ID or ID@N, such as leg@3, got " + quotedForMessage(text));
    }
    return reference;
}

FoundModel findModel(const std::string& folderOrReference) {
    if (std::optional<FoundModel> found = inFolder(folderOrReference)) {
        return std::move(*found);
    }
    const std::string id = folderOrReference.substr(0, folderOrReference.find('@'));
    if (isValidModelId(id)) { // else it was meant to be a folder
        if (std::optional<FoundModel> found = inCache(folderOrReference)) {
            return std::move(*found);
        }
    }
    return shipped(folderOrReference);
}

ModelPackage openModel(const std::string& folderOrReference) {
    return findModel(folderOrReference).package;
}

} // namespace laurel
