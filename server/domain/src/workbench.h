#pragma once

#include "laurel/base/files.h"
#include "laurel/server_domain/blob_store.h"
#include "laurel/server_domain/folder_lock.h"

#include <filesystem>
#include <optional>

namespace laurel {

/// A folder below the blob store's staging folder, for one publication at a time; others wait.
/// Whoever has it is the only one at work there, so what lies about was left by a crash.
class Workbench {
  public:
    /// @throws Error Io
    explicit Workbench(const BlobStore& blobs);

    /// Empty at first; disappears with the workbench.
    const std::filesystem::path& path() const noexcept { return folder_->path(); }

  private:
    std::filesystem::path place_;
    FolderLock lock_;
    std::optional<TemporaryFolder> folder_;
};

/// Copies what a package may publish; what lies in the folder besides stays where it is.
/// @throws Error NotFound, Io, InvalidInput for anything but regular files, LimitExceeded
void copyPackage(const std::filesystem::path& folder, const std::filesystem::path& copy);

} // namespace laurel
