#pragma once

#include "laurel/server_domain/blob_store.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace laurel {

class BlobChecks;

/// Blobs as files of one folder: <first two digits>/<sha256>, read-only, and staging/ beside them.
///
/// A blob's digest is computed when it is first asked for, again when its file was changed since,
/// and again after a day: what a disk damaged is never handed out.
class FolderBlobStore final : public BlobStore {
  public:
    /// Makes the folder when there is none. @throws Error Io
    /// @param onDamaged told the digest of each blob that is found damaged, by any thread; may be
    /// empty; must not throw
    explicit FolderBlobStore(std::filesystem::path folder,
                             std::function<void(const std::string&)> onDamaged = {});
    ~FolderBlobStore() override;

    std::filesystem::path stagingFolder() const override;
    std::string take(const std::filesystem::path& stagedFile) override;
    std::unique_ptr<BlobReader> open(const std::string& sha256) const override;
    std::filesystem::path path(const std::string& sha256) const override;
    void remove(const std::string& sha256) override;

    /// As path, but the bytes are not looked at: whoever asks does so itself.
    std::filesystem::path uncheckedPath(const std::string& sha256) const;
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
    std::unique_ptr<BlobChecks> checks_;
};

} // namespace laurel
