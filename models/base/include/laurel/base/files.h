#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace laurel {

/// Reads a whole file.
/// @throws Error NotFound, Io, or LimitExceeded when it is larger than maxBytes
std::vector<std::byte> readFile(const std::filesystem::path& path, std::uint64_t maxBytes);
std::string readTextFile(const std::filesystem::path& path, std::uint64_t maxBytes);

/// Replaces path by the given bytes, all or nothing: writes beside it, fsyncs, renames, fsyncs the
/// folder. After a crash the file holds either the old or the new content.
/// @throws Error Io
void writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void writeFileAtomically(const std::filesystem::path& path, std::string_view text);

/// The same for libraries that insist on writing a path themselves: `write` gets a temporary path
/// with the same file name in a private folder beside the target; what it wrote is fsynced and
/// renamed. When it throws, nothing remains.
void writeThroughTemporary(const std::filesystem::path& path,
                           const std::function<void(const std::filesystem::path&)>& write);

/// Makes a file's content, or a folder's list of files, survive a crash (fsync).
/// @throws Error NotFound or Io
void syncToDisk(const std::filesystem::path& path);

/// A private folder that disappears with all it holds when this object does.
class TemporaryFolder {
  public:
    /// @param parent where to make it; empty: the system's folder for temporary files
    explicit TemporaryFolder(const std::filesystem::path& parent = {});
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

  private:
    std::filesystem::path path_;
};

/// Read-only view of a whole file through mmap. Movable. Another process that truncates the file
/// meanwhile makes access fault: map only files that Laurel owns or has copied.
class MappedFile {
  public:
    /// @throws Error NotFound or Io
    explicit MappedFile(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

  private:
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace laurel
