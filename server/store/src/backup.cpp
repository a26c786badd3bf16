#include "laurel/server_store/backup.h"

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

void require(const std::error_code& failure, const std::string& what, const fs::path& path) {
    if (failure) {
        throw Error(failure == std::errc::no_such_file_or_directory ? ErrorCode::NotFound
                                                                    : ErrorCode::Io,
                    "cannot " + what + " " + path.string() + ": " + failure.message());
    }
}

void makeFolder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    require(failure, "make the folder", folder);
}

void copyFile(const fs::path& from, const fs::path& to, mode_t mode) {
    std::error_code failure;
    fs::copy_file(from, to, failure);
    require(failure, "copy", from);
    if (::chmod(to.c_str(), mode) != 0) {
        require({errno, std::generic_category()}, "protect", to);
    }
    syncToDisk(to);
}

void copySecrets(const DataFolder& from, const DataFolder& to) {
    for (const auto& file : {&DataFolder::privateKey, &DataFolder::keySecret}) {
        if (fs::exists((from.*file)())) {
            copyFile((from.*file)(), (to.*file)(), S_IRUSR | S_IWUSR);
        }
    }
}

/// A blob's place in the copy.
fs::path placeOf(const DataFolder& folder, const std::string& sha256) {
    return folder.blobs() / sha256.substr(0, 2) / sha256;
}

void copyBlob(const FolderBlobStore& from, const DataFolder& to, const std::string& sha256,
              const NamedBlob& blob, BackupReport& report) {
    fs::path source;
    try {
        source = from.uncheckedPath(sha256);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::NotFound && !blob.needed) {
            return;
        }
        throw;
    }
    const fs::path copy = placeOf(to, sha256);
    makeFolder(copy.parent_path());
    copyFile(source, copy, S_IRUSR);
    if (sha256HexOfFile(copy) != sha256) {
        throw Error(ErrorCode::InvalidInput, "blob " + sha256 + " of " + blob.owner +
                                                 " was changed: its bytes have another digest");
    }
    ++report.blobs;
    report.blobBytes += fs::file_size(copy);
}

/// All folders from here down, so that what was copied into them is found after a crash.
void syncFolders(const fs::path& root) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_directory()) {
            syncToDisk(entry.path());
        }
    }
    syncToDisk(root);
}

fs::path parentOf(const fs::path& path) {
    const fs::path absolute = fs::absolute(path).lexically_normal();
    // "folder/" is a folder in "folder" to the library
    return absolute.has_filename() ? absolute.parent_path() : absolute.parent_path().parent_path();
}

/// The folder becomes `target`, where there is nothing or an empty folder.
void moveIntoPlace(const fs::path& folder, const fs::path& target) {
    syncFolders(folder);
    if (::rename(folder.c_str(), target.c_str()) != 0) {
        const int number = errno;
        const bool taken = number == EEXIST || number == ENOTEMPTY || number == ENOTDIR;
        throw Error(taken ? ErrorCode::AlreadyExists : ErrorCode::Io,
                    "cannot make " + target.string() + ": " + std::strerror(number));
    }
    syncToDisk(parentOf(target));
}

void requireDatabase(const DataFolder& folder) {
    if (!fs::is_regular_file(folder.database())) {
        throw Error(ErrorCode::NotFound, folder.database().string() + " does not exist");
    }
}

/// While a program has the database open, the file alone is not all of it.
void requireAtRest(const DataFolder& folder) {
    fs::path log = folder.database();
    log += "-wal";
    std::error_code absent;
    if (fs::file_size(log, absent) > 0 && !absent) {
        throw Error(ErrorCode::InvalidInput,
                    log.string() + ": a program uses this backup, or crashed while it did");
    }
}

void copyAllBlobs(const DataFolder& from, const DataFolder& to) {
    const FolderBlobStore blobs(from.blobs());
    for (const std::string& sha256 : blobs.list()) {
        const fs::path copy = placeOf(to, sha256);
        makeFolder(copy.parent_path());
        copyFile(blobs.uncheckedPath(sha256), copy, S_IRUSR);
    }
}

void writePublicKey(const DataFolder& to, const DataFolder& from,
                    const std::vector<SignedSuccession>& chain) {
    writeFileAtomically(to.publicKey(), toHexText(readPublicKey(from, chain)) + "\n");
}

} // namespace

BackupReport backUpData(const DataFolder& data, const fs::path& target, bool withSecrets) {
    requireDatabase(data);
    if (fs::exists(fs::symlink_status(target))) {
        throw Error(ErrorCode::AlreadyExists, target.string() + " exists already");
    }
    const TemporaryFolder aside(parentOf(target));
    const DataFolder copy{aside.path()};
    SqliteMetadataStore(data.database(), 1).copyTo(copy.database());
    const NamedBlobs named = [&] {
        SqliteMetadataStore metadata(copy.database(), 1);
        writePublicKey(copy, data, metadata.beginRead()->keySuccessions());
        return namedBlobs(metadata);
    }();
    syncToDisk(copy.database());
    const FolderBlobStore blobs(data.blobs());
    const FolderBlobStore made(copy.blobs()); // with all its folders, so that no reader makes them
    BackupReport report;
    for (const auto& [sha256, blob] : named) {
        copyBlob(blobs, copy, sha256, blob, report);
    }
    if (withSecrets) {
        openIdentity(data, SqliteMetadataStore(data.database(), 1).beginRead()->keySuccessions());
        copySecrets(data, copy);
    }
    moveIntoPlace(aside.path(), target);
    return report;
}

DataReport restoreData(const fs::path& backup, const DataFolder& data) {
    const DataFolder from{backup};
    requireDatabase(from);
    requireAtRest(from);
    if (fs::exists(fs::symlink_status(data.root)) &&
        !(fs::is_directory(data.root) && fs::is_empty(data.root))) {
        throw Error(ErrorCode::AlreadyExists, data.root.string() + " is not an empty folder");
    }
    const TemporaryFolder aside(parentOf(data.root));
    const DataFolder copy{aside.path()};
    copyFile(from.database(), copy.database(), S_IRUSR | S_IWUSR);
    writePublicKey(copy, from,
                   SqliteMetadataStore(copy.database(), 1).beginRead()->keySuccessions());
    copyAllBlobs(from, copy);
    copySecrets(from, copy);
    DataReport report = checkData(copy);
    if (!report.problems.empty()) {
        throw Error(ErrorCode::InvalidInput,
                    "the backup is damaged (" + std::to_string(report.problems.size()) +
                        " problems); the first: " + report.problems.front());
    }
    moveIntoPlace(aside.path(), data.root);
    return report;
}

} // namespace laurel
