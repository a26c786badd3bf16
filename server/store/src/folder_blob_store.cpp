#include "laurel/server_store/folder_blob_store.h"

#include "blob_checks.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/server_domain/folder_lock.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* stagingName = "staging";
constexpr const char* sweptName = "swept";

[[noreturn]] void throwErrno(const std::string& what, const fs::path& path, int number) {
    throw Error(number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                "cannot " + what + " " + path.string() + ": " + std::strerror(number));
}

class BlobFile final : public BlobReader {
  public:
    explicit BlobFile(const fs::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (fd_ < 0 || ::fstat(fd_, &info_) != 0) {
            const int number = errno;
            if (fd_ >= 0) {
                ::close(fd_);
            }
            throwErrno("read", path, number);
        }
    }
    ~BlobFile() override { ::close(fd_); }
    BlobFile(const BlobFile&) = delete;
    BlobFile& operator=(const BlobFile&) = delete;

    const struct stat& info() const { return info_; }
    /// Of this very file, whatever takes its place meanwhile.
    fs::path path() const { return "/proc/self/fd/" + std::to_string(fd_); }
    std::uint64_t size() const override { return static_cast<std::uint64_t>(info_.st_size); }

    void read(std::uint64_t offset, std::span<std::byte> into) const override {
        while (!into.empty()) {
            const ssize_t got = ::pread(fd_, into.data(), into.size(), static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got <= 0) {
                throw Error(ErrorCode::Io,
                            got == 0 ? "a blob is shorter than it was"
                                     : std::string("cannot read a blob: ") + std::strerror(errno));
            }
            into = into.subspan(static_cast<std::size_t>(got));
            offset += static_cast<std::uint64_t>(got);
        }
    }

  private:
    int fd_;
    struct stat info_ {};
};

struct StoredFile {
    std::int64_t modifiedMs = 0; ///< since 1970, UTC
    std::uint64_t bytes = 0;
};

std::optional<StoredFile> storedFile(const fs::path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) {
        return StoredFile{std::int64_t{info.st_mtim.tv_sec} * 1000 +
                              info.st_mtim.tv_nsec / 1'000'000,
                          static_cast<std::uint64_t>(info.st_size)};
    }
    if (errno != ENOENT) {
        throwErrno("look at", path, errno);
    }
    return std::nullopt;
}

void makeFolder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throwErrno("make the folder", folder, failure.value());
    }
}

} // namespace

FolderBlobStore::FolderBlobStore(fs::path folder, std::function<void(const std::string&)> onDamaged)
    : folder_(std::move(folder)), checks_(std::make_unique<BlobChecks>(std::move(onDamaged))) {
    makeFolder(stagingFolder());
}

FolderBlobStore::~FolderBlobStore() = default;

fs::path FolderBlobStore::stagingFolder() const {
    return folder_ / stagingName;
}

fs::path FolderBlobStore::pathOf(const std::string& sha256) const {
    return folder_ / sha256.substr(0, 2) / sha256;
}

std::string FolderBlobStore::take(const fs::path& stagedFile) {
    syncToDisk(stagedFile);
    std::string digest = sha256HexOfFile(stagedFile);
    const fs::path target = pathOf(digest);
    makeFolder(target.parent_path());
    if (::chmod(stagedFile.c_str(), S_IRUSR) != 0 ||
        ::rename(stagedFile.c_str(), target.c_str()) != 0) {
        throwErrno("store", target, errno);
    }
    syncToDisk(target.parent_path());
    syncToDisk(folder_);
    return digest;
}

std::unique_ptr<BlobReader> FolderBlobStore::open(const std::string& sha256) const {
    auto blob = std::make_unique<BlobFile>(pathOf(sha256));
    checks_->require(sha256, blob->path(), blob->info());
    return blob;
}

fs::path FolderBlobStore::path(const std::string& sha256) const {
    open(sha256);
    return pathOf(sha256);
}

fs::path FolderBlobStore::uncheckedPath(const std::string& sha256) const {
    fs::path file = pathOf(sha256);
    if (!fs::is_regular_file(file)) {
        throwErrno("read", file, ENOENT);
    }
    return file;
}

void FolderBlobStore::remove(const std::string& sha256) {
    const fs::path file = pathOf(sha256);
    if (::unlink(file.c_str()) == 0) {
        syncToDisk(file.parent_path());
    } else if (errno != ENOENT) {
        throwErrno("delete", file, errno);
    }
}

std::int64_t FolderBlobStore::storedMs(const std::string& sha256) const {
    const std::optional<StoredFile> found = storedFile(pathOf(sha256));
    return found ? found->modifiedMs : std::numeric_limits<std::int64_t>::max();
}

/// Whoever stores the same bytes renames its own file onto the blob's name. So the blob is renamed
/// away first: what came off the name is then looked at, and put back where it is not the old one.
std::uint64_t FolderBlobStore::removeOlder(const std::string& sha256, std::int64_t beforeMs) {
    const fs::path file = pathOf(sha256);
    const std::optional<StoredFile> seen = storedFile(file);
    if (!seen || seen->modifiedMs >= beforeMs) {
        return 0;
    }
    const FolderLock one(stagingFolder());
    const fs::path taken = stagingFolder() / sweptName; // over what a crash left there
    if (::rename(file.c_str(), taken.c_str()) != 0) {
        if (errno == ENOENT) {
            return 0;
        }
        throwErrno("delete", file, errno);
    }
    const std::optional<StoredFile> found = storedFile(taken);
    const bool isOld = !found || found->modifiedMs < beforeMs;
    if (!isOld && ::link(taken.c_str(), file.c_str()) != 0 && errno != EEXIST) {
        throwErrno("put back", file, errno);
    }
    ::unlink(taken.c_str());
    syncToDisk(file.parent_path());
    return isOld ? seen->bytes : 0;
}

std::vector<std::string> FolderBlobStore::list() const {
    std::vector<std::string> digests;
    try {
        for (const fs::directory_entry& group : fs::directory_iterator(folder_)) {
            const std::string prefix = group.path().filename().string();
            if (prefix.size() != 2) {
                continue;
            }
            for (const fs::directory_entry& blob : fs::directory_iterator(group)) {
                digests.push_back(blob.path().filename().string());
            }
        }
    } catch (const fs::filesystem_error& error) {
        throwErrno("list", folder_, error.code().value());
    }
    std::sort(digests.begin(), digests.end());
    return digests;
}

} // namespace laurel
