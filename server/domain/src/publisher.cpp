#include "laurel/server_domain/publisher.h"

#include "folder_lock.h"
#include "utc_time.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/base/text.h"
#include "laurel/package/model_package.h"
#include "laurel/package/statement.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace laurel {

namespace fs = std::filesystem;

namespace {

/// Everything that a package may publish.
constexpr std::array<std::string_view, 4> publishedNames{"CARD.md", manifestFileName, "network.pt",
                                                         weightsFileName};

void requirePublishable(const fs::directory_entry& file) {
    const std::string path = file.path().string();
    if (file.is_symlink() || !file.is_regular_file()) {
        throw Error(ErrorCode::InvalidInput, path + ": expected a regular file");
    }
    if (file.file_size() > maxPublishedFileBytes) {
        throw Error(ErrorCode::LimitExceeded,
                    path + ": " + std::to_string(file.file_size()) + " bytes, at most " +
                        std::to_string(maxPublishedFileBytes) + " can be published");
    }
}

/// What lies in the folder besides stays where it is.
void copyPackage(const fs::path& folder, const fs::path& copy) {
    try {
        for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
            const std::string name = file.path().filename().string();
            if (std::find(publishedNames.begin(), publishedNames.end(), name) !=
                publishedNames.end()) {
                requirePublishable(file);
                fs::copy_file(file.path(), copy / name);
            }
        }
    } catch (const fs::filesystem_error& error) {
        const bool absent = error.code() == std::errc::no_such_file_or_directory;
        throw Error(absent ? ErrorCode::NotFound : ErrorCode::Io,
                    "cannot copy the package " + folder.string() + ": " + error.code().message());
    }
}

/// After a crash, unfinished copies lie there; whoever holds the lock is the only one at work.
void removeLeftovers(const fs::path& stagingFolder) {
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(stagingFolder, failure)) {
        if (entry.is_directory(failure)) {
            fs::remove_all(entry.path(), failure);
        }
    }
}

void storeFiles(BlobStore& blobs, const fs::path& folder, const std::vector<StatementFile>& files) {
    for (const StatementFile& file : files) {
        if (blobs.take(folder / file.file) != file.sha256) {
            throw Error(ErrorCode::Io, file.file + " changed while it was published");
        }
    }
}

void requireNew(MetadataReader& reader, const PublishedVersion& version) {
    const std::optional<std::int64_t> current = reader.currentNumber(version.modelId);
    if (current && reader.version(version.modelId, *current)->files == version.files) {
        throw Error(ErrorCode::AlreadyExists, "version " + std::to_string(*current) + " of model " +
                                                  quotedForMessage(version.modelId) +
                                                  " consists of exactly these files");
    }
}

void sign(PublishedVersion& version, const ServerIdentity& identity) {
    VersionStatement statement;
    statement.serverId = identity.id();
    statement.modelId = version.modelId;
    statement.number = version.number;
    statement.created = utcTime(version.createdMs);
    statement.files = version.files;
    statement.keyId = fingerprint(identity.key().publicKey());
    version.statement = serializeStatement(statement);
    version.signature = toHexText(signStatement(statement, identity.key()));
}

} // namespace

std::int64_t systemTimeMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Publisher::Publisher(MetadataStore& metadata, BlobStore& blobs, const ServerIdentity& identity,
                     std::function<std::int64_t()> nowMs)
    : metadata_(metadata), blobs_(blobs), identity_(identity), nowMs_(std::move(nowMs)) {}

VersionInfo Publisher::publish(const fs::path& folder) {
    const FolderLock lock(blobs_.stagingFolder());
    removeLeftovers(blobs_.stagingFolder());
    const TemporaryFolder copy(blobs_.stagingFolder());
    copyPackage(folder, copy.path());

    PublishedVersion version;
    {
        const ModelPackage package = ModelPackage::open(copy.path());
        version.modelId = package.manifest().id;
        version.name = package.manifest().name;
        version.description = package.manifest().description;
        version.license = package.manifest().license;
    }
    version.files = describePackageFiles(copy.path());
    storeFiles(blobs_, copy.path(), version.files);

    const std::unique_ptr<MetadataWriter> writer = metadata_.beginWrite();
    requireNew(*writer, version);
    version.number = writer->greatestNumber(version.modelId).value_or(0) + 1;
    version.createdMs = nowMs_();
    sign(version, identity_);
    writer->addVersion(version);
    writer->setCurrent(version.modelId, writer->currentNumber(version.modelId), version.number);
    writer->commit();
    return {version.modelId, version.number, version.statement, version.signature};
}

} // namespace laurel
