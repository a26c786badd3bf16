#include "laurel/net/model_cache.h"

#include "file_lock.h"
#include "private_files.h"
#include "version_download.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"
#include "laurel/package/statement.h"
#include "laurel/proto/paths.h"

#include <algorithm>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t mostStatementBytes = 64U << 10;

std::string nameOf(const std::string& model, std::int64_t number) {
    return model + "@" + std::to_string(number);
}

/// Less than digests, but free: nothing of the content is read.
void requireSizes(const fs::path& folder, const VersionStatement& statement) {
    for (const StatementFile& file : statement.files) {
        std::error_code fault;
        const std::uintmax_t size = fs::file_size(folder / file.file, fault);
        if (fault || size != file.size) {
            throw Error(ErrorCode::InvalidInput,
                        (folder / file.file).string() + ": expected " + std::to_string(file.size) +
                            " bytes, got " + (fault ? fault.message() : std::to_string(size)));
        }
    }
}

ModelPackage openPackage(const fs::path& folder, const std::string& model) {
    ModelPackage package = ModelPackage::open(folder);
    if (package.manifest().id != model) {
        throw Error(ErrorCode::InvalidInput, (folder / manifestFileName).string() +
                                                 ": id: expected " + model + ", got " +
                                                 package.manifest().id);
    }
    return package;
}

/// Makes what was downloaded and verified a version of the cache. What stood in its place, being
/// altered, goes.
void install(const fs::path& made, const fs::path& target) {
    syncToDisk(made);
    const fs::path altered = target.parent_path() / (".altered-" + target.filename().string());
    std::error_code ignored;
    fs::remove_all(altered, ignored);
    if (fs::exists(fs::symlink_status(target, ignored))) {
        renamePath(target, altered);
    }
    renamePath(made, target);
    syncToDisk(target.parent_path());
    fs::remove_all(altered, ignored);
}

fs::path partialFolder(const fs::path& models, std::int64_t number) {
    return models / (".partial-" + std::to_string(number));
}

/// Beginnings of versions that were not fetched to the end. The caller holds the folder's lock.
void removePartials(const fs::path& models) {
    for (const std::string& name : namesIn(models)) {
        if (name.starts_with(".partial-")) {
            std::error_code ignored;
            fs::remove_all(models / name, ignored);
        }
    }
}

} // namespace

ModelCache::ModelCache(const fs::path& home) : home_(home) {}

fs::path ModelCache::modelFolder(const std::string& serverId, const std::string& model) const {
    return home_ / "models" / serverId / model;
}

std::vector<CachedVersion> ModelCache::versions() const {
    std::vector<CachedVersion> found;
    const fs::path all = home_ / "models";
    for (const std::string& serverId : namesIn(all)) {
        if (!isServerId(serverId)) {
            continue;
        }
        for (const std::string& model : namesIn(all / serverId)) {
            if (!isValidModelId(model)) {
                continue;
            }
            const fs::path folder = all / serverId / model;
            for (const std::string& name : namesIn(folder)) {
                if (const auto number = parseVersionNumber(name)) {
                    found.push_back({serverId, model, *number, folder / name});
                }
            }
        }
    }
    std::sort(found.begin(), found.end(), [](const CachedVersion& a, const CachedVersion& b) {
        return std::tie(a.serverId, a.model, a.number) < std::tie(b.serverId, b.model, b.number);
    });
    return found;
}

std::optional<CachedVersion> ModelCache::find(const std::string& serverId, const std::string& model,
                                              std::optional<std::int64_t> number) const {
    std::optional<CachedVersion> found;
    for (CachedVersion& version : versions()) { // ascending, so the last one is the newest
        if (version.serverId == serverId && version.model == model &&
            (!number || version.number == *number)) {
            found = std::move(version);
        }
    }
    return found;
}

ModelPackage ModelCache::open(const CachedVersion& version, const KnownServer& server) {
    const fs::path statementFile = version.folder / statementFileName;
    const std::string text = readTextFile(statementFile, mostStatementBytes);
    const std::string signature =
        readTextFile(version.folder / signatureFileName, mostStatementBytes);
    const VersionStatement statement = verifyVersion(text, signature, server, version.model,
                                                     version.number, statementFile.string());
    const bool seen = [&] {
        const std::lock_guard lock(mutex_);
        return verified_.contains(version.folder);
    }();
    if (seen) {
        requireSizes(version.folder, statement);
    } else {
        verifyPackageFiles(version.folder, statement);
    }
    ModelPackage package = openPackage(version.folder, version.model);
    const std::lock_guard lock(mutex_);
    verified_.insert(version.folder);
    return package;
}

std::optional<ModelPackage> ModelCache::openIfSound(const CachedVersion& version,
                                                    const KnownServer& server) {
    try {
        return open(version, server);
    } catch (const Error&) {
        return std::nullopt;
    }
}

PulledVersion ModelCache::pull(ServerClient& client, const std::string& model,
                               std::optional<std::int64_t> number, ProgressSink& progress) {
    if (!isValidModelId(model)) {
        throw Error(ErrorCode::InvalidArgument,
                    "expected the id of a model, got " + quotedForMessage(model));
    }
    const KnownServer& server = client.server();
    const std::optional<CachedVersion> here = find(server.serverId, model, number);
    if (number && here) {
        if (std::optional<ModelPackage> package = openIfSound(*here, server)) {
            return {*here, std::move(*package), std::nullopt};
        }
    }
    const VersionInfo info = client.version(model, number);
    if (!number && here && here->number > info.number) {
        return {*here, open(*here, server), info.number};
    }
    if (number && info.number != *number) {
        throw Error(ErrorCode::InvalidInput, server.address.url() + ": asked for " +
                                                 nameOf(model, *number) + ", got " +
                                                 nameOf(info.model, info.number));
    }
    return fetch(client, model, info, progress);
}

PulledVersion ModelCache::fetch(ServerClient& client, const std::string& model,
                                const VersionInfo& info, ProgressSink& progress) {
    const KnownServer& server = client.server();
    const VersionStatement statement =
        verifyVersion(info.statement, info.signature, server, model, info.number,
                      server.address.url() + ": statement of " + nameOf(model, info.number));
    const fs::path models = modelFolder(server.serverId, model);
    makeFolders(home_, models);
    const FileLock lock = FileLock::wait(models / ".lock", client.cancel());
    const CachedVersion version{server.serverId, model, info.number,
                                models / std::to_string(info.number)};
    if (std::optional<ModelPackage> package = openIfSound(version, server)) {
        if (readTextFile(version.folder / statementFileName, mostStatementBytes) !=
            info.statement) {
            throw Error(ErrorCode::InvalidInput,
                        server.address.url() + " has signed two different versions as " +
                            nameOf(model, info.number) + ": the one in " + version.folder.string() +
                            " and another one now");
        }
        return {version, std::move(*package), std::nullopt};
    }
    const fs::path partial = partialFolder(models, info.number);
    makeFolders(home_, partial);
    downloadVersion(client, statement, partial, progress);
    openPackage(partial, model);
    writeFileAtomically(partial / statementFileName, info.statement);
    writeFileAtomically(partial / signatureFileName, info.signature);
    install(partial, version.folder);
    removePartials(models);
    {
        const std::lock_guard guard(mutex_);
        verified_.insert(version.folder);
    }
    return {version, open(version, server), std::nullopt};
}

} // namespace laurel
