#include "laurel/arrays/inflate.h"

#include "random_access_file.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <vector>

#include <zlib.h>

namespace laurel {

namespace {

constexpr std::size_t chunkBytes = std::size_t{1} << 18;
constexpr int gzipOrZlib = MAX_WBITS + 32; // zlib tells them apart by their first bytes

class Inflater {
  public:
    explicit Inflater(const std::string& name) : name_(name), out_(chunkBytes) {
        if (inflateInit2(&stream_, gzipOrZlib) != Z_OK) {
            throw Error(ErrorCode::Internal, "zlib could not start");
        }
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Takes in a piece of the data; returns how many bytes came out.
    std::uint64_t take(std::span<std::byte> piece) {
        std::uint64_t count = 0;
        stream_.next_in = reinterpret_cast<Bytef*>(piece.data());
        stream_.avail_in = static_cast<uInt>(piece.size());
        do {
            if (ended_ && stream_.avail_in > 0) { // a further gzip member
                inflateReset(&stream_);
                ended_ = false;
            }
            stream_.next_out = out_.data();
            stream_.avail_out = static_cast<uInt>(out_.size());
            const int status = inflate(&stream_, Z_NO_FLUSH);
            if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
                throw Error(ErrorCode::InvalidInput, name_ + ": the compressed data are damaged");
            }
            ended_ = status == Z_STREAM_END;
            count += out_.size() - stream_.avail_out;
        } while (stream_.avail_in > 0 || stream_.avail_out == 0);
        return count;
    }

    bool hasEnded() const noexcept { return ended_; }

  private:
    const std::string& name_;
    std::vector<Bytef> out_;
    z_stream stream_{};
    bool ended_ = false;
};

} // namespace

std::uint64_t countInflated(const std::filesystem::path& path, std::uint64_t offset,
                            std::uint64_t most) {
    RandomAccessFile file(path);
    Inflater inflater(file.name());
    std::vector<std::byte> piece(chunkBytes);
    std::uint64_t count = 0;
    while (offset < file.size()) {
        const auto part = std::span(piece).first(
            static_cast<std::size_t>(std::min<std::uint64_t>(chunkBytes, file.size() - offset)));
        file.readAt(offset, part);
        offset += part.size();
        count += inflater.take(part);
        if (count > most) {
            throw Error(ErrorCode::LimitExceeded,
                        file.name() + ": inflates to more than " + std::to_string(most) + " bytes");
        }
    }
    if (!inflater.hasEnded()) {
        throw Error(ErrorCode::InvalidInput, file.name() + ": the compressed data are cut short");
    }
    return count;
}

} // namespace laurel
