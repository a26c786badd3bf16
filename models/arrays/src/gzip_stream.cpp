#include "gzip_stream.h"

#include "deflate_limits.h"
#include "random_access_file.h"

#include "laurel/base/error.h"

#include <algorithm>
#include <array>
#include <vector>

#include <zlib.h>

namespace laurel {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t chunkBytes = std::size_t{1} << 26; // zlib counts a call's bytes in an int
constexpr unsigned bufferBytes = 1U << 17;

} // namespace

void GzipCloser::operator()(gzFile_s* file) const noexcept {
    gzclose(file);
}

GzipReader::GzipReader(const fs::path& path)
    : name_(path.string()), fileBytes_(regularFileSize(path)), file_(gzopen(path.c_str(), "rbe")) {
    if (!file_) {
        throw Error(ErrorCode::Io, "cannot open " + name_);
    }
    gzbuffer(file_.get(), bufferBytes);
    compressed_ = gzdirect(file_.get()) == 0;
}

std::size_t GzipReader::readSome(std::span<std::byte> out) {
    const auto wanted = static_cast<unsigned>(std::min(out.size(), chunkBytes));
    const int got = gzread(file_.get(), out.data(), wanted);
    int status = Z_OK;
    const char* reason = gzerror(file_.get(), &status);
    if (got < 0 || status == Z_BUF_ERROR) {
        const std::string what = status == Z_BUF_ERROR ? "the file ends too early"
                                 : status == Z_ERRNO   ? "it cannot be read"
                                                       : reason;
        throw Error(status == Z_ERRNO ? ErrorCode::Io : ErrorCode::InvalidInput,
                    name_ + ": gzip data: " + what);
    }
    position_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
}

void GzipReader::read(std::span<std::byte> out) {
    while (!out.empty()) {
        const std::size_t got = readSome(out);
        if (got == 0) {
            throw Error(ErrorCode::InvalidInput, name_ + " ends after " +
                                                     std::to_string(position_) + " bytes, " +
                                                     std::to_string(out.size()) + " too early");
        }
        out = out.subspan(got);
    }
}

void GzipReader::skip(std::uint64_t bytes) {
    std::vector<std::byte> passed(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, 65536)));
    while (bytes > 0) {
        const auto part = std::min<std::uint64_t>(bytes, passed.size());
        read(std::span(passed).first(static_cast<std::size_t>(part)));
        bytes -= part;
    }
}

bool GzipReader::atEnd() {
    std::array<std::byte, 1> next{};
    return readSome(next) == 0;
}

std::uint64_t GzipReader::mostBytes() const noexcept {
    return compressed_ ? fileBytes_ * maxDeflateRatio : fileBytes_;
}

GzipWriter::GzipWriter(const fs::path& path, bool compress)
    : name_(path.string()), file_(gzopen(path.c_str(), compress ? "wbe" : "wbTe")) {
    if (!file_) {
        throw Error(ErrorCode::Io, "cannot write " + name_);
    }
    gzbuffer(file_.get(), bufferBytes);
    if (compress) {
        gzsetparams(file_.get(), deflateLevel, Z_DEFAULT_STRATEGY);
    }
}

void GzipWriter::write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto part = static_cast<unsigned>(std::min(bytes.size(), chunkBytes));
        const int written = gzwrite(file_.get(), bytes.data(), part);
        if (written <= 0) {
            throw Error(ErrorCode::Io, "cannot write " + name_);
        }
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void GzipWriter::close() {
    if (gzclose(file_.release()) != Z_OK) {
        throw Error(ErrorCode::Io, "cannot write " + name_);
    }
}

} // namespace laurel
