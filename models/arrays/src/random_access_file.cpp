#include "random_access_file.h"

#include "laurel/base/error.h"

namespace laurel {

namespace fs = std::filesystem;

std::uint64_t regularFileSize(const fs::path& path) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (status.type() == fs::file_type::not_found) {
        throw Error(ErrorCode::NotFound, path.string() + " does not exist");
    }
    if (status.type() != fs::file_type::regular) {
        throw Error(ErrorCode::Io, path.string() + " is not a regular file");
    }
    const std::uint64_t size = fs::file_size(path, failure);
    if (failure) {
        throw Error(ErrorCode::Io, "cannot read " + path.string() + ": " + failure.message());
    }
    return size;
}

RandomAccessFile::RandomAccessFile(const fs::path& path)
    : name_(path.string()), size_(regularFileSize(path)), stream_(path, std::ios::binary) {
    if (!stream_) {
        throw Error(ErrorCode::Io, "cannot open " + name_);
    }
}

void RandomAccessFile::readAt(std::uint64_t offset, std::span<std::byte> out) {
    if (offset > size_ || out.size() > size_ - offset) {
        throw Error(ErrorCode::InvalidInput,
                    name_ + ": " + std::to_string(out.size()) + " bytes are expected at byte " +
                        std::to_string(offset) + ", but the file has " + std::to_string(size_));
    }
    stream_.seekg(static_cast<std::streamoff>(offset));
    stream_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
    if (!stream_) {
        throw Error(ErrorCode::Io, "cannot read " + name_);
    }
}

} // namespace laurel
