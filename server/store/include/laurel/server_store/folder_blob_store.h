#pragma once

#include "laurel/server_domain/blob_store.h"

#include <string>
#include <vector>

namespace laurel {

/// Blobs as files of one folder: <first two digits>/<sha256>, read-only, and staging/ beside them.
class FolderBlobStore final : public BlobStore {
  public:
    /// Makes the folder when there is none. @throws Error Io
    explicit FolderBlobStore(std::filesystem::path folder);

    std::filesystem::path stagingFolder() const override;
    std::string take(const std::filesystem::path& stagedFile) override;
    std::unique_ptr<BlobReader> open(const std::string& sha256) const override;
    std::filesystem::path path(const std::string& sha256) const override;
    void remove(const std::string& sha256) override;

    /// The digests of all blobs, ascending. @throws Error Io
    std::vector<std::string> list() const;
    /// When the blob was stored last, as systemTimeMs; the time being where there is none.
    /// @throws Error Io
    std::int64_t storedMs(const std::string& sha256) const;
    /// Deletes the blob if it was stored before that time: bytes that somebody stores again
    /// meanwhile stay. @return how many bytes went; 0 where nothing did. @throws Error Io
    std::uint64_t removeOlder(const std::string& sha256, std::int64_t beforeMs);

  private:
    std::filesystem::path pathOf(const std::string& sha256) const;

    std::filesystem::path folder_;
};

} // namespace laurel
