#include "zip_archive.h"

#include "zip_directory.h"

#include "laurel/base/error.h"
#include "laurel/base/text.h"

#include <algorithm>
#include <array>

#include <zlib.h>

namespace laurel {

namespace {

/// The bytes of an entry as they lie in the file.
class RawEntry {
  public:
    RawEntry(RandomAccessFile& file, const ZipEntry& entry)
        : file_(file), offset_(entry.dataOffset), left_(entry.compressedSize) {}

    std::uint64_t left() const noexcept { return left_; }

    /// Precondition: out.size() <= left().
    void read(std::span<std::byte> out) {
        file_.readAt(offset_, out);
        offset_ += out.size();
        left_ -= out.size();
    }

  private:
    RandomAccessFile& file_;
    std::uint64_t offset_;
    std::uint64_t left_;
};

/// What both kinds of entry share: counting, checksum and messages.
class EntrySource : public ByteSource {
  public:
    EntrySource(RandomAccessFile& file, const ZipEntry& entry)
        : raw_(file, entry), name_(file.name() + ": " + quotedForMessage(entry.name)),
          remaining_(entry.size), expectedCrc_(entry.crc) {}

    void read(std::span<std::byte> out) final {
        if (out.size() > remaining_) {
            throw Error(ErrorCode::InvalidInput, name_ + " ends " +
                                                     std::to_string(out.size() - remaining_) +
                                                     " bytes too early");
        }
        produce(out);
        crc_ = crc32_z(crc_, reinterpret_cast<const Bytef*>(out.data()), out.size());
        remaining_ -= out.size();
    }

    void finish() final {
        if (remaining_ != 0) {
            throw Error(ErrorCode::InvalidInput,
                        name_ + ": " + std::to_string(remaining_) + " bytes were left over");
        }
        checkEnd();
        if (crc_ != expectedCrc_) {
            throw Error(ErrorCode::InvalidInput, name_ + ": wrong checksum: the data are damaged");
        }
    }

    std::uint64_t remaining() const noexcept final { return remaining_; }
    const std::string& name() const noexcept final { return name_; }

  protected:
    virtual void produce(std::span<std::byte> out) = 0;
    virtual void checkEnd() = 0;

    RawEntry raw_;

  private:
    std::string name_;
    std::uint64_t remaining_;
    uLong crc_ = crc32(0, nullptr, 0);
    std::uint32_t expectedCrc_;
};

class StoredSource final : public EntrySource {
  public:
    using EntrySource::EntrySource;

  private:
    void produce(std::span<std::byte> out) override { raw_.read(out); }
    void checkEnd() override {}
};

class DeflatedSource final : public EntrySource {
  public:
    DeflatedSource(RandomAccessFile& file, const ZipEntry& entry) : EntrySource(file, entry) {
        if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK) {
            throw Error(ErrorCode::Internal, "zlib could not start");
        }
    }
    ~DeflatedSource() override { inflateEnd(&stream_); }
    DeflatedSource(const DeflatedSource&) = delete;
    DeflatedSource& operator=(const DeflatedSource&) = delete;

  private:
    void produce(std::span<std::byte> out) override {
        while (!out.empty()) {
            if (ended_) {
                throw Error(ErrorCode::InvalidInput, name() + " inflates to less than declared");
            }
            const std::size_t part = std::min(out.size(), std::size_t{1} << 30);
            out = out.subspan(inflateSome(out.first(part)));
        }
    }

    /// The stream must end exactly where the entry does.
    void checkEnd() override {
        std::array<std::byte, 1> beyond{};
        while (!ended_) {
            if (inflateSome(beyond) != 0) {
                throw Error(ErrorCode::InvalidInput, name() + " inflates to more than declared");
            }
        }
        if (raw_.left() != 0 || stream_.avail_in != 0) {
            throw Error(ErrorCode::InvalidInput, name() + ": bytes follow the deflated data");
        }
    }

    /// Returns how many bytes came out; 0 also where only input was consumed.
    std::size_t inflateSome(std::span<std::byte> out) {
        if (stream_.avail_in == 0 && raw_.left() > 0) {
            const auto part =
                static_cast<std::size_t>(std::min<std::uint64_t>(raw_.left(), input_.size()));
            raw_.read(std::span(input_).first(part));
            stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
            stream_.avail_in = static_cast<uInt>(part);
        }
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        const int status = inflate(&stream_, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END) { // Z_BUF_ERROR: nothing more to take in
            throw Error(ErrorCode::InvalidInput, name() + ": the deflated data are damaged");
        }
        ended_ = status == Z_STREAM_END;
        return out.size() - stream_.avail_out;
    }

    z_stream stream_{};
    std::array<std::byte, 65536> input_{};
    bool ended_ = false;
};

} // namespace

ZipReader::ZipReader(const std::filesystem::path& path, const ReadLimits& limits)
    : file_(path), entries_(readZipDirectory(file_)) {
    std::uint64_t left = limits.maxBytes;
    for (const ZipEntry& entry : entries_) {
        if (entry.size > left) {
            throw Error(ErrorCode::LimitExceeded, file_.name() + ": holds more than " +
                                                      std::to_string(limits.maxBytes) + " bytes");
        }
        left -= entry.size;
    }
}

std::unique_ptr<ByteSource> ZipReader::open(const ZipEntry& entry) {
    if (entry.method == 0) {
        return std::make_unique<StoredSource>(file_, entry);
    }
    return std::make_unique<DeflatedSource>(file_, entry);
}

} // namespace laurel
