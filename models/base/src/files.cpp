#include "laurel/base/files.h"

#include "laurel/base/error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace laurel {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void throwErrno(const char* what, const fs::path& path) {
    const int number = errno;
    const ErrorCode code = number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
    throw Error(code,
                std::string("cannot ") + what + " " + path.string() + ": " + std::strerror(number));
}

class FileDescriptor {
  public:
    FileDescriptor(const fs::path& path, int flags, const char* what)
        : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
        if (fd_ < 0) {
            throwErrno(what, path);
        }
    }
    ~FileDescriptor() { ::close(fd_); }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

std::uint64_t regularFileSize(const FileDescriptor& file, const fs::path& path) {
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) {
        throwErrno("read", path);
    }
    if (!S_ISREG(info.st_mode)) {
        throw Error(ErrorCode::InvalidInput, path.string() + " is not a regular file");
    }
    return static_cast<std::uint64_t>(info.st_size);
}

void readExactly(const FileDescriptor& file, void* into, std::size_t size, const fs::path& path) {
    auto* cursor = static_cast<char*>(into);
    while (size > 0) {
        const ssize_t got = ::read(file.get(), cursor, size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throwErrno("read", path);
        }
        if (got == 0) {
            throw Error(ErrorCode::Io, path.string() + " became shorter while it was read");
        }
        cursor += got;
        size -= static_cast<std::size_t>(got);
    }
}

template <typename Container>
Container readInto(const fs::path& path, std::uint64_t maxBytes) {
    const FileDescriptor file(path, O_RDONLY, "read");
    const std::uint64_t size = regularFileSize(file, path);
    if (size > maxBytes) {
        throw Error(ErrorCode::LimitExceeded, path.string() + " has " + std::to_string(size) +
                                                  " bytes, at most " + std::to_string(maxBytes) +
                                                  " are read");
    }
    Container content(static_cast<std::size_t>(size), typename Container::value_type{});
    readExactly(file, content.data(), content.size(), path);
    return content;
}

fs::path folderOf(const fs::path& path) {
    const fs::path parent = path.parent_path();
    return parent.empty() ? fs::path(".") : parent;
}

void writeAll(const FileDescriptor& file, std::span<const std::byte> bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            throwErrno("write", path);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

} // namespace

std::vector<std::byte> readFile(const fs::path& path, std::uint64_t maxBytes) {
    return readInto<std::vector<std::byte>>(path, maxBytes);
}

std::string readTextFile(const fs::path& path, std::uint64_t maxBytes) {
    return readInto<std::string>(path, maxBytes);
}

void syncToDisk(const fs::path& path) {
    const FileDescriptor file(path, O_RDONLY, "open");
    if (::fsync(file.get()) != 0) {
        throwErrno("write", path);
    }
}

void writeThroughTemporary(const fs::path& path,
                           const std::function<void(const fs::path&)>& write) {
    const TemporaryFolder aside(folderOf(path));
    const fs::path temporary = aside.path() / path.filename();
    write(temporary);
    syncToDisk(temporary);
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        throwErrno("write", path);
    }
    syncToDisk(folderOf(path));
}

void writeFileAtomically(const fs::path& path, std::span<const std::byte> bytes) {
    writeThroughTemporary(path, [&](const fs::path& temporary) {
        const FileDescriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL, "write");
        writeAll(file, bytes, path);
    });
}

void writeFileAtomically(const fs::path& path, std::string_view text) {
    writeFileAtomically(path, std::as_bytes(std::span(text)));
}

TemporaryFolder::TemporaryFolder(const fs::path& parent) {
    std::error_code noTemporaryFolder;
    const fs::path base = parent.empty() ? fs::temp_directory_path(noTemporaryFolder) : parent;
    std::string pattern = (base / ".laurel-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        throwErrno("make a temporary folder in", base);
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

MappedFile::MappedFile(const fs::path& path) {
    const FileDescriptor file(path, O_RDONLY, "read");
    size_ = static_cast<std::size_t>(regularFileSize(file, path));
    if (size_ == 0) {
        return;
    }
    void* mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (mapped == MAP_FAILED) {
        throwErrno("map", path);
    }
    data_ = static_cast<const std::byte*>(mapped);
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) {
        ::munmap(const_cast<std::byte*>(data_), size_);
    }
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
}

} // namespace laurel
