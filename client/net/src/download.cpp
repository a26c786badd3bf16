#include "download.h"

#include "system_error.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"
#include "laurel/proto/contributions.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace laurel {

FileDownload::FileDownload(const StatementFile& wanted, const std::filesystem::path& into,
                           std::function<void(std::uint64_t)> onBytes)
    : wanted_(wanted), path_(into), onBytes_(std::move(onBytes)),
      fd_(::open(into.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)) {
    struct stat info {};
    if (fd_ < 0 || ::fstat(fd_, &info) != 0) {
        throwErrno("write", into);
    }
    size_ = static_cast<std::uint64_t>(info.st_size);
    if (size_ > wanted_.size) {
        truncate();
    }
    ::lseek(fd_, 0, SEEK_END);
}

FileDownload::~FileDownload() {
    ::close(fd_);
}

std::map<std::string, std::string> FileDownload::requestHeaders() const {
    if (size_ == 0) {
        return {};
    }
    return {{"Range", "bytes=" + std::to_string(size_) + "-"},
            {"If-Range", '"' + wanted_.sha256 + '"'}};
}

void FileDownload::begin(const HttpAnswer& head) {
    constexpr int partialContent = 206;
    if (head.status == partialContent) {
        beginPart(head);
        return;
    }
    if (const std::string length = head.header("content-length");
        !length.empty() && parseByteCount(length) != wanted_.size) {
        throwOtherSize(quotedForMessage(length));
    }
    truncate();
}

void FileDownload::beginPart(const HttpAnswer& head) const {
    const std::string header = head.header("content-range");
    const std::string expected = toString(ContentRange{size_, wanted_.size - 1, wanted_.size});
    if (header != expected) {
        throw Error(ErrorCode::Unavailable, "asked for " + expected + " of " + wanted_.file +
                                                ", the server sends " + quotedForMessage(header));
    }
}

void FileDownload::take(std::span<const std::byte> bytes) {
    if (bytes.size() > wanted_.size - size_) {
        throwOtherSize("more");
    }
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            throwErrno("write", path_);
        }
        const auto count = static_cast<std::size_t>(written < 0 ? 0 : written);
        bytes = bytes.subspan(count);
        size_ += count;
    }
    onBytes_(size_);
}

void FileDownload::truncate() {
    if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) != 0) {
        throwErrno("write", path_);
    }
    size_ = 0;
}

void FileDownload::flush() const {
    if (::fsync(fd_) != 0) {
        throwErrno("write", path_);
    }
}

void FileDownload::throwOtherSize(const std::string& got) const {
    throw Error(ErrorCode::InvalidInput, wanted_.file + ": the version's statement says " +
                                             std::to_string(wanted_.size) +
                                             " bytes, the server sends " + got);
}

} // namespace laurel
