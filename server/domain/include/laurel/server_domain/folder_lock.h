#pragma once

#include <filesystem>

namespace laurel {

/// Holds a folder for this owner alone, against other threads and processes that lock it too; waits
/// until it is free. The system gives it up when the process dies, however that happens.
class FolderLock {
  public:
    /// @throws Error NotFound or Io
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

  private:
    int fd_;
};

} // namespace laurel
