#pragma once

#include "byte_source.h"
#include "random_access_file.h"

#include "laurel/arrays/read_limits.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace laurel {

/// A file within a zip archive, as its central directory has it.
struct ZipEntry {
    std::string name;
    std::uint16_t flags = 0;
    std::uint16_t method = 0; ///< 0 stored, 8 deflated
    std::uint32_t crc = 0;
    std::uint64_t compressedSize = 0;
    std::uint64_t size = 0;
    std::uint64_t headerOffset = 0;
    std::uint64_t dataOffset = 0;
};

/// Reads zip archives (PKWARE APPNOTE 6.3) of one part, stored or deflated, with zip64. Every
/// number is checked against the file before it is used, so that entries neither overlap nor
/// declare more than their bytes can hold.
class ZipReader {
  public:
    /// Reads and checks the directory.
    /// @throws Error NotFound, Io, InvalidInput, Unsupported, or LimitExceeded when the entries
    ///         together hold more than limits.maxBytes or are more than 4096
    ZipReader(const std::filesystem::path& path, const ReadLimits& limits);

    const std::vector<ZipEntry>& entries() const noexcept { return entries_; }

    /// Reads one entry; its checksum is verified by finish(). Uses this object: one at a time.
    std::unique_ptr<ByteSource> open(const ZipEntry& entry);

  private:
    RandomAccessFile file_;
    std::vector<ZipEntry> entries_;
};

} // namespace laurel
