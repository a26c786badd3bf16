#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

struct gzFile_s;

namespace laurel {

/// Closes a zlib file and forgets the result; for paths on which an error is already known.
struct GzipCloser {
    void operator()(gzFile_s* file) const noexcept;
};

/// Reads a file from start to end, inflating it where it is gzip. Errors name the file.
class GzipReader {
  public:
    /// @throws Error NotFound, or Io when it is no regular file or cannot be opened
    explicit GzipReader(const std::filesystem::path& path);

    /// Fills `out`. @throws Error InvalidInput where the file ends before or is damaged
    void read(std::span<std::byte> out);
    void skip(std::uint64_t bytes);
    /// Whether nothing follows; where that is so, the gzip checksum has been verified.
    bool atEnd();

    bool isCompressed() const noexcept { return compressed_; }
    /// No more than this can come out of the file.
    std::uint64_t mostBytes() const noexcept;
    const std::string& name() const noexcept { return name_; }

  private:
    std::size_t readSome(std::span<std::byte> out);

    std::string name_;
    std::uint64_t fileBytes_ = 0;
    std::uint64_t position_ = 0;
    bool compressed_ = false;
    std::unique_ptr<gzFile_s, GzipCloser> file_;
};

/// Writes a file from start to end, as gzip or as it is. Neither name nor time enter the file.
class GzipWriter {
  public:
    /// @throws Error Io
    GzipWriter(const std::filesystem::path& path, bool compress);

    void write(std::span<const std::byte> bytes);
    /// Must be called last: what was not closed is not complete.
    void close();

  private:
    std::string name_;
    std::unique_ptr<gzFile_s, GzipCloser> file_;
};

} // namespace laurel
