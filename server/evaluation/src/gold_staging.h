#pragma once

#include "laurel/base/files.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/folder_lock.h"

#include <filesystem>
#include <optional>

namespace laurel {

/// A place for the pixels of one gold case on their way into the blob store. Whoever has it is the
/// only one, over all processes, that adds or deletes gold pixels; what lies about there was left
/// by a crash and is deleted first.
class GoldStaging {
  public:
    /// @throws Error Io
    explicit GoldStaging(const BlobStore& blobs);

    /// Empty at first; disappears with this object.
    const std::filesystem::path& folder() const noexcept { return folder_->path(); }

  private:
    std::filesystem::path place_;
    FolderLock lock_;
    std::optional<TemporaryFolder> folder_;
};

} // namespace laurel
