#pragma once

#include "laurel/base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace laurel {

/// An open blob. Stays readable whatever happens to the store. Thread-safe.
class BlobReader {
  public:
    virtual ~BlobReader() = default;

    virtual std::uint64_t size() const = 0;
    /// Fills `into` from this position on. @throws Error Io when fewer bytes are left or on a fault
    virtual void read(std::uint64_t offset, std::span<std::byte> into) const = 0;
};

/// Stored bytes are no longer what they were. They are given to nobody.
class BlobDamaged : public Error {
  public:
    explicit BlobDamaged(const std::string& sha256)
        : Error(ErrorCode::Internal,
                "the blob " + sha256 + " was changed on the disk: its bytes have another digest") {}
};

/// Bytes by their SHA-256. A blob is complete and durable before anyone can see it, and never
/// changes. Thread-safe; several processes may use one store.
class BlobStore {
  public:
    virtual ~BlobStore() = default;

    /// A folder on the store's own file system, for files that will be given to `take`. Each caller
    /// makes a folder of its own in it (TemporaryFolder).
    virtual std::filesystem::path stagingFolder() const = 0;
    /// Moves a regular file from below the staging folder into the store, after writing it through
    /// to the disk. Where the same bytes are there already, it takes their place.
    /// @return its SHA-256, 64 lower-case hexadecimal digits
    /// @throws Error NotFound or Io
    virtual std::string take(const std::filesystem::path& stagedFile) = 0;
    /// @throws Error NotFound, Io, BlobDamaged
    virtual std::unique_ptr<BlobReader> open(const std::string& sha256) const = 0;
    /// A file of these bytes, to be mapped and never written. @throws Error NotFound, Io,
    /// BlobDamaged
    virtual std::filesystem::path path(const std::string& sha256) const = 0;
    /// Deletes the blob; nothing happens where there is none. Whoever calls this knows that no row
    /// names it. @throws Error Io
    virtual void remove(const std::string& sha256) = 0;
};

} // namespace laurel
