#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace laurel {

/// The file of an upload, open for its owner alone: other owners, in this process or another, are
/// refused meanwhile. For one thread.
class PartialFile {
  public:
    /// Makes an empty file, durably, unless there is one. @throws Error Io
    static void create(const std::filesystem::path& path);

    /// @throws Error NotFound, Conflict (somebody else has it), Io
    explicit PartialFile(std::filesystem::path path);
    ~PartialFile();
    PartialFile(PartialFile&& other) noexcept;
    PartialFile& operator=(PartialFile&&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

    std::uint64_t size() const;                                         ///< @throws Error Io
    void truncate(std::uint64_t bytes);                                 ///< @throws Error Io
    void write(std::uint64_t offset, std::span<const std::byte> bytes); ///< @throws Error Io
    void sync();                                                        ///< @throws Error Io

  private:
    std::filesystem::path path_;
    int fd_ = -1;
};

} // namespace laurel
