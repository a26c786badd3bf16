#include "laurel/server_store/folder_blob_store.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"
#include "laurel/weights/crypto.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr const char* stagingName = "staging";

[[noreturn]] void throwErrno(const std::string& what, const fs::path& path, int number) {
    throw Error(number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                "cannot " + what + " " + path.string() + ": " + std::strerror(number));
}

class BlobFile final : public BlobReader {
  public:
    explicit BlobFile(const fs::path& path) : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat info {};
        if (fd_ < 0 || ::fstat(fd_, &info) != 0) {
            const int number = errno;
            if (fd_ >= 0) {
                ::close(fd_);
            }
            throwErrno("read", path, number);
        }
        size_ = static_cast<std::uint64_t>(info.st_size);
    }
    ~BlobFile() override { ::close(fd_); }
    BlobFile(const BlobFile&) = delete;
    BlobFile& operator=(const BlobFile&) = delete;

    std::uint64_t size() const override { return size_; }

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
    std::uint64_t size_ = 0;
};

void makeFolder(const fs::path& folder) {
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        throwErrno("make the folder", folder, failure.value());
    }
}

} // namespace

FolderBlobStore::FolderBlobStore(fs::path folder) : folder_(std::move(folder)) {
    makeFolder(stagingFolder());
}

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
    return std::make_unique<BlobFile>(pathOf(sha256));
}

fs::path FolderBlobStore::path(const std::string& sha256) const {
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
