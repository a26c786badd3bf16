#pragma once

#include "gzip_stream.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace laurel {

/// Writes a zip archive of deflated entries, without times: the same entries give the same bytes.
/// Zip64 is not written: an entry or an archive of 4 GiB is refused.
class ZipWriter {
  public:
    /// @throws Error Io
    explicit ZipWriter(const std::filesystem::path& path);

    /// @throws Error Io, LimitExceeded
    void add(const std::string& name, std::initializer_list<std::span<const std::byte>> pieces);
    /// Must be called last: an archive that was not closed has no directory.
    void close();

  private:
    void write(std::span<const std::byte> bytes);

    std::string name_;
    GzipWriter file_;
    std::uint64_t position_ = 0;
    std::uint16_t entries_ = 0;
    std::vector<std::byte> directory_;
};

} // namespace laurel
