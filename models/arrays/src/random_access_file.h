#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

namespace laurel {

/// A file read at chosen offsets. Errors name it.
class RandomAccessFile {
  public:
    /// @throws Error NotFound, or Io when it is no regular file
    explicit RandomAccessFile(const std::filesystem::path& path);

    /// @throws Error InvalidInput past the end, Io
    void readAt(std::uint64_t offset, std::span<std::byte> out);

    std::uint64_t size() const noexcept { return size_; }
    const std::string& name() const noexcept { return name_; }

  private:
    std::string name_;
    std::uint64_t size_ = 0;
    std::ifstream stream_;
};

/// Size of a regular file. @throws Error NotFound, Io
std::uint64_t regularFileSize(const std::filesystem::path& path);

} // namespace laurel
