#include "intake/partial_file.h"

#include "laurel/base/error.h"
#include "laurel/base/files.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace laurel {

namespace {

constexpr mode_t ownersOnly = S_IRUSR | S_IWUSR;

[[noreturn]] void throwErrno(const char* what, const std::filesystem::path& path) {
    const int number = errno;
    throw Error(number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
                std::string("cannot ") + what + " " + path.string() + ": " + std::strerror(number));
}

/// @return whether it is ours now
bool tryLock(int fd, const std::filesystem::path& path) {
    while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return false;
        }
        if (errno != EINTR) {
            throwErrno("lock", path);
        }
    }
    return true;
}

} // namespace

void PartialFile::create(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, ownersOnly);
    if (fd < 0) {
        throwErrno("make", path);
    }
    ::close(fd);
    syncToDisk(path.parent_path());
}

PartialFile::PartialFile(std::filesystem::path path) : path_(std::move(path)) {
    // A process that ended while the file was becoming a blob left it read-only.
    ::chmod(path_.c_str(), ownersOnly);
    fd_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
    if (fd_ < 0) {
        throwErrno("open", path_);
    }
    try {
        if (!tryLock(fd_, path_)) {
            throw Error(ErrorCode::Conflict, "somebody else is sending bytes of this contribution");
        }
    } catch (...) {
        ::close(fd_);
        throw;
    }
}

PartialFile::~PartialFile() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

std::uint64_t PartialFile::size() const {
    struct stat info {};
    if (::fstat(fd_, &info) != 0) {
        throwErrno("read", path_);
    }
    return static_cast<std::uint64_t>(info.st_size);
}

void PartialFile::truncate(std::uint64_t bytes) {
    if (::ftruncate(fd_, static_cast<off_t>(bytes)) != 0) {
        throwErrno("shorten", path_);
    }
}

void PartialFile::write(std::uint64_t offset, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written =
            ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            throwErrno("write", path_);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

void PartialFile::sync() {
    if (::fsync(fd_) != 0) {
        throwErrno("write", path_);
    }
}

} // namespace laurel
