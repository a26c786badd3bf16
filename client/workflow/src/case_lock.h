#pragma once

#include <filesystem>

namespace laurel {

/// Holds a case folder against every other holder, of this process too. The system gives it up when
/// the process dies, however that happens.
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

} // namespace laurel
