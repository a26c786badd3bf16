#pragma once

#include <filesystem>

namespace laurel {

/// Holds a case folder against every other holder, of this process too. The system gives it up when
/// the process dies, however that happens; what was written into the file then tells that nobody
/// closed the case.
class CaseLock {
  public:
    /// @throws Error Conflict when another holds it, NotFound, Io
    explicit CaseLock(const std::filesystem::path& folder);
    ~CaseLock();
    CaseLock(const CaseLock&) = delete;
    CaseLock& operator=(const CaseLock&) = delete;

  private:
    int fd_;
};

/// Whether the process that had the folder open last died with it. Any thread; no while it is open.
bool wasLeftOpen(const std::filesystem::path& folder) noexcept;

} // namespace laurel
