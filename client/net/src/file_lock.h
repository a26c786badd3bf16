#pragma once

#include "laurel/base/cancellation.h"

#include <filesystem>
#include <optional>

namespace laurel {

/// Holds a file (made where it is missing) against other threads and processes that lock it too.
/// The system gives it up when the process dies, however that happens. The file is a real one, not
/// a folder, since NFS locks only what is open for writing.
class FileLock {
  public:
    /// Waits until it is free. @throws Error NotFound when its folder is missing, Io, Cancelled
    static FileLock wait(const std::filesystem::path& file, const CancellationToken& cancel = {});
    /// No value when another holds it.
    static std::optional<FileLock> tryTake(const std::filesystem::path& file);

    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;

  private:
    explicit FileLock(int fd) : fd_(fd) {}

    int fd_;
};

} // namespace laurel
