#include "zip_writer.h"

#include "deflate_limits.h"
#include "little_endian.h"
#include "zip_directory.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <limits>

#define ZLIB_CONST
#include <zlib.h>

namespace laurel {

namespace {

constexpr std::uint16_t utf8Name = 1U << 11;
constexpr std::uint16_t deflated = 8;
constexpr std::uint16_t versionNeeded = 20;
constexpr std::uint16_t firstDay = 0x21; // 1 January 1980, zip's earliest

struct Deflated {
    std::vector<std::byte> bytes;
    std::uint64_t size = 0;
    std::uint32_t crc = 0;
};

class Deflater {
  public:
    Deflater() {
        if (deflateInit2(&stream_, deflateLevel, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
            Z_OK) {
            throw Error(ErrorCode::Internal, "zlib could not start");
        }
    }
    ~Deflater() { deflateEnd(&stream_); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    void add(std::span<const std::byte> bytes) {
        result_.crc = static_cast<std::uint32_t>(
            crc32_z(result_.crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
        result_.size += bytes.size();
        while (!bytes.empty()) {
            const auto part = bytes.first(std::min(bytes.size(), std::size_t{1} << 30));
            stream_.next_in = reinterpret_cast<const Bytef*>(part.data());
            stream_.avail_in = static_cast<uInt>(part.size());
            pump(Z_NO_FLUSH);
            bytes = bytes.subspan(part.size());
        }
    }

    Deflated finish() {
        pump(Z_FINISH);
        return std::move(result_);
    }

  private:
    void pump(int flush) {
        std::array<std::byte, 65536> out;
        do {
            stream_.next_out = reinterpret_cast<Bytef*>(out.data());
            stream_.avail_out = static_cast<uInt>(out.size());
            deflate(&stream_, flush);
            const auto made = std::span(out).first(out.size() - stream_.avail_out);
            result_.bytes.insert(result_.bytes.end(), made.begin(), made.end());
        } while (stream_.avail_out == 0);
    }

    z_stream stream_{};
    Deflated result_;
};

/// The part that local header and directory record share.
void appendCommon(std::vector<std::byte>& record, const Deflated& data, std::size_t nameSize) {
    appendLittleEndian(record, versionNeeded);
    appendLittleEndian(record, utf8Name);
    appendLittleEndian(record, deflated);
    appendLittleEndian<std::uint16_t>(record, 0); // time
    appendLittleEndian(record, firstDay);
    appendLittleEndian(record, data.crc);
    appendLittleEndian(record, static_cast<std::uint32_t>(data.bytes.size()));
    appendLittleEndian(record, static_cast<std::uint32_t>(data.size));
    appendLittleEndian(record, static_cast<std::uint16_t>(nameSize));
    appendLittleEndian<std::uint16_t>(record, 0); // no extra field
}

void appendText(std::vector<std::byte>& record, const std::string& text) {
    const auto letters = std::as_bytes(std::span(text));
    record.insert(record.end(), letters.begin(), letters.end());
}

} // namespace

ZipWriter::ZipWriter(const std::filesystem::path& path)
    : name_(path.string()), file_(path, false) {}

void ZipWriter::write(std::span<const std::byte> bytes) {
    file_.write(bytes);
    position_ += bytes.size();
}

void ZipWriter::add(const std::string& name,
                    std::initializer_list<std::span<const std::byte>> pieces) {
    Deflater deflater;
    for (const auto& piece : pieces) {
        deflater.add(piece);
    }
    const Deflated data = deflater.finish();
    constexpr std::uint64_t bound = std::numeric_limits<std::uint32_t>::max();
    if (data.size >= bound || position_ + data.bytes.size() + directory_.size() >= bound ||
        entries_ == 65534 || name.size() > 65535) {
        throw Error(ErrorCode::LimitExceeded,
                    name_ + ": an .npz of 4 GiB is not written; save as NIfTI");
    }
    const auto offset = static_cast<std::uint32_t>(position_);
    std::vector<std::byte> header;
    appendLittleEndian(header, zipLocalSignature);
    appendCommon(header, data, name.size());
    appendText(header, name);
    write(header);
    write(data.bytes);

    appendLittleEndian(directory_, zipCentralSignature);
    appendLittleEndian(directory_, versionNeeded); // made by: DOS attributes, which are none
    appendCommon(directory_, data, name.size());
    appendLittleEndian<std::uint16_t>(directory_, 0); // comment
    appendLittleEndian<std::uint16_t>(directory_, 0); // disk
    appendLittleEndian<std::uint16_t>(directory_, 0); // internal attributes
    appendLittleEndian<std::uint32_t>(directory_, 0); // external attributes
    appendLittleEndian(directory_, offset);
    appendText(directory_, name);
    ++entries_;
}

void ZipWriter::close() {
    const auto offset = static_cast<std::uint32_t>(position_);
    const auto size = static_cast<std::uint32_t>(directory_.size());
    appendLittleEndian(directory_, zipEndSignature);
    appendLittleEndian<std::uint32_t>(directory_, 0); // disks
    appendLittleEndian(directory_, entries_);
    appendLittleEndian(directory_, entries_);
    appendLittleEndian(directory_, size);
    appendLittleEndian(directory_, offset);
    appendLittleEndian<std::uint16_t>(directory_, 0); // comment
    write(directory_);
    file_.close();
}

} // namespace laurel
